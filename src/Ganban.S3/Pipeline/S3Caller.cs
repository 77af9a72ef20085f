using Ganban.Protocol;
using Ganban.Protocol.Callers;
using Ganban.Protocol.Signatures;
using Ganban.S3.Addressing;
using Ganban.S3.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Ganban.S3.Pipeline;

/// <summary>
/// Establishes who asks: by Signature V4, or by the older signature in the query that some SDKs still presign with.
/// </summary>
internal sealed class S3Caller(
    Authenticator authenticator, IKeyring keyring, TimeProvider clock, IOptions<ProtocolOptions> options)
{
    public async ValueTask<Authentication> Authenticate(
        HttpRequest request, string path, string query, S3Address address, CancellationToken cancellationToken)
    {
        if (request.Headers.Authorization.Count > 0 || !QuerySignatureV2.IsPresent(request))
        {
            return await authenticator.AuthenticateUnread(
                request, new ExpectedScope(S3Service.SigningName), cancellationToken);
        }

        var signature = new QuerySignatureV2(new S3Query(query));
        var key = await keyring.FindAccessKey(signature.AccessKeyId, cancellationToken);
        if (key?.Admits(signature.SessionToken) != true)
        {
            throw S3Errors.UnknownKey();
        }

        signature.Verify(request, path, address, key.Secret, clock.GetUtcNow());
        return new Authentication(new Caller(key.Account, options.Value.DefaultRegion, key.PrincipalArn));
    }
}
