using Amazon.S3;

namespace Ganban.S3.Tests;

/// <summary>What the SDK makes of an error.</summary>
internal static class SdkRefusal
{
    /// <summary>Asserts that a call is refused with this code and status.</summary>
    public static async Task Is(string code, int status, Func<Task> act)
    {
        var refused = await Assert.ThrowsAnyAsync<AmazonS3Exception>(act);
        Assert.Equal((code, status), (refused.ErrorCode, (int)refused.StatusCode));
    }
}
