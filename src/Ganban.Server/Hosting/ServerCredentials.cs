using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using Ganban.Protocol.Signatures;

namespace Ganban.Server.Hosting;

/// <summary>
/// This server's own AWS credentials, for what it asks of Amazon: those of a named profile, or else what the AWS SDK
/// finds (environment, profile, container, instance). They are looked up when a request needs them.
/// </summary>
/// <param name="profile">The profile's name; empty for none.</param>
internal sealed class ServerCredentials(string profile)
{
    private readonly Lazy<AWSCredentials> _found = new(() => Find(profile), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>
    /// The credentials as they are now. What it throws where there are none, <see cref="AreMissing"/> knows.
    /// </summary>
    /// <remarks>The AWS SDK takes no token: what it looks up goes on when nobody waits for it any more.</remarks>
    public async Task<SigningCredentials> Get(CancellationToken cancellationToken)
    {
        var found = await Task.Run(() => _found.Value.GetCredentialsAsync(), cancellationToken)
            .WaitAsync(cancellationToken);
        return new SigningCredentials(
            found.AccessKey, found.SecretKey, string.IsNullOrEmpty(found.Token) ? null : found.Token);
    }

    /// <summary>Whether an exception says that there are no credentials.</summary>
    public static bool AreMissing(Exception exception) =>
        exception is AmazonClientException or AmazonServiceException or InvalidOperationException;

    private static AWSCredentials Find(string profile) =>
        profile.Length == 0 ? DefaultAWSCredentialsIdentityResolver.GetCredentials()
        : new CredentialProfileStoreChain().TryGetAWSCredentials(profile, out var found) ? found
        : throw new AmazonClientException($"There is no profile '{profile}'.");
}
