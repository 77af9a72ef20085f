using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Tests.Invocation;

public sealed class FormatCoverageTests
{
    [Fact]
    public async Task Every_format_of_the_catalog_is_read_except_those_of_video_and_speech()
    {
        await using var runtime = Runtime.Open();
        var unread = new SortedSet<string>(StringComparer.Ordinal);
        var read = new HashSet<string>(StringComparer.Ordinal);
        foreach (var model in ModelCatalog.Load().Models.Where(model => model.VariantOf is null))
        {
            foreach (var id in new[] { model.Id, "us." + model.Id, "global." + model.Id })
            {
                var message = (await runtime.Refused("InvokeModel", id, "{}")).Message;
                if (message.StartsWith("Malformed input request: #", StringComparison.Ordinal))
                {
                    read.Add(model.NativeFormat);
                }
                else if (message.Contains("the native format", StringComparison.Ordinal))
                {
                    unread.Add(model.NativeFormat);
                }
            }
        }

        Assert.Equal(["luma-ray", "nova-reel", "nova-sonic", "twelvelabs-marengo", "twelvelabs-pegasus"], unread);
        Assert.Equal(
            ModelCatalog.Load().Models.Select(model => model.NativeFormat).Distinct().Except(unread).Order(),
            read.Order());
    }
}
