using Amazon.S3;
using Ganban.Storage.S3;
using Ganban.TestKit;

namespace Ganban.S3.Tests;

/// <summary>A server that keeps its objects in another S3.</summary>
[Collection(S3Server.Collection)]
public sealed class ElsewhereTests(S3Server server)
{
    [Fact]
    public async Task A_server_whose_objects_are_elsewhere_says_where_and_keeps_none()
    {
        var other = new GanbanServer();
        other.Environment["Ganban__Objects__Kind"] = "s3";
        other.Environment["Ganban__Objects__Endpoint"] = server.Address.ToString();
        await other.InitializeAsync();
        try
        {
            using var client = S3Client.Create(server.Options("777777777777") with { Endpoint = other.Address });
            var refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => client.ListBucketsAsync());
            Assert.Equal(("NotImplemented", 501), (refused.ErrorCode, (int)refused.StatusCode));
            Assert.Contains(server.Address.ToString(), refused.Message, StringComparison.Ordinal);
            Assert.False(File.Exists(Path.Combine(other.Data, "objects", "objects.db")));
        }
        finally
        {
            await other.DisposeAsync();
        }
    }
}
