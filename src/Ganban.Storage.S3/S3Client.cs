using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace Ganban.Storage.S3;

/// <summary>Makes the SDK's client that the options describe.</summary>
internal static class S3Client
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(10);

    public static AmazonS3Client Create(S3StoreOptions options)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.PathStyle,
            AuthenticationRegion = options.Region,
            Timeout = s_timeout,
        };
        if (options.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.ToString();
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }

        return Credentials(options) is { } credentials
            ? new AmazonS3Client(credentials, config)
            : new AmazonS3Client(config);
    }

    private static AWSCredentials? Credentials(S3StoreOptions options) => options switch
    {
        { AccessKeyId: { } id, SecretAccessKey: { } secret, SessionToken: { } token } =>
            new SessionAWSCredentials(id, secret, token),
        { AccessKeyId: { } id, SecretAccessKey: { } secret } => new BasicAWSCredentials(id, secret),
        _ => null,
    };
}
