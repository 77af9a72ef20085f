using Ganban.Functions;
using Ganban.Protocol.Signatures;

namespace Ganban.Server.Hosting;

/// <summary>Signs calls of functions elsewhere with the credentials of this server.</summary>
/// <param name="profile">The profile that has the credentials; empty for what the AWS SDK finds.</param>
/// <param name="clock">The time.</param>
internal sealed class FunctionSignature(string profile, TimeProvider clock)
{
    private const string Service = "lambda";
    private readonly ServerCredentials _credentials = new(profile);

    /// <summary>Signs a request for the region of a function.</summary>
    /// <exception cref="FunctionException">There are no credentials.</exception>
    public async Task Sign(
        HttpRequestMessage request, FunctionReference function, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        var headers = new HeaderDictionary { ["host"] = address.Authority };
        foreach (var (name, values) in request.Headers.Concat(request.Content!.Headers))
        {
            headers[name] = values.ToArray();
        }

        var body = await request.Content.ReadAsByteArrayAsync(cancellationToken);
        SignatureSigner.Sign(
            new RequestToVerify(
                request.Method.Method, address.AbsolutePath, address.Query.TrimStart('?'), headers, body),
            await Credentials(function, cancellationToken),
            function.Region,
            Service,
            clock.GetUtcNow());
        foreach (var name in new[] { "x-amz-date", "x-amz-security-token", "authorization" })
        {
            if (headers.TryGetValue(name, out var value))
            {
                request.Headers.TryAddWithoutValidation(name, value.ToString());
            }
        }
    }

    private async Task<SigningCredentials> Credentials(
        FunctionReference function, CancellationToken cancellationToken)
    {
        try
        {
            return await _credentials.Get(cancellationToken);
        }
        catch (Exception e) when (ServerCredentials.AreMissing(e))
        {
            throw new FunctionException(
                FunctionFailure.Unavailable,
                $"There are no AWS credentials to call the function {function.Name} with. Set the Profile of its endpoint in "
                + "Ganban:Functions:Endpoints, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY where the server runs.",
                e);
        }
    }
}
