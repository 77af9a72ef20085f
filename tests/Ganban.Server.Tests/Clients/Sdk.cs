namespace Ganban.Server.Tests.Clients;

/// <summary>The clients that the server is driven with.</summary>
public enum Sdk
{
    /// <summary>The AWS SDK for JavaScript as it comes: its runtime client speaks HTTP/2.</summary>
    JavaScript,

    /// <summary>The AWS SDK for JavaScript with its HTTP/1.1 handler.</summary>
    JavaScriptHttp1,

    /// <summary>The AWS SDK for Python.</summary>
    Boto3,
}
