using Ganban.Server.Hosting;

namespace Ganban.Server.Tests.TestAids;

/// <summary>A script that can't be used ends the start and says where.</summary>
public sealed class ScriptSettingsTests
{
    [Theory]
    [InlineData("{\"rules\":[]}", "'rules' must hold 1 to 1000 rules")]
    [InlineData("{\"rules\":[{\"reply\":{\"text\":\"a\",\"txt\":1}}]}", "$.rules[0].reply")]
    [InlineData("{\"rules\":[{}]}", "rules[0] has neither 'reply' nor 'error'")]
    [InlineData("{\"rules\":[{\"error\":{\"name\":\"Oops\"}}]}", "rules[0].error.name must be one of AccessDeniedException")]
    [InlineData("{\"rules\":[{\"when\":{\"userMatches\":\"(\"},\"reply\":{}}]}", "rules[0].when.userMatches")]
    [InlineData("{\"rules\":[{\"when\":{\"call\":0},\"reply\":{}}]}", "rules[0].when.call must be at least 1")]
    [InlineData("{\"rules\":[{\"reply\":{\"stopReason\":\"never\"}}]}", "rules[0].reply.stopReason must be one of")]
    [InlineData("{\"rules\":[{\"error\":{}}]}", "rules[0].error.name must be one of")]
    [InlineData("{\"rules\":[{\"reply\":{\"pieces\":[null]}}]}", "rules[0].reply.pieces may not hold an empty one")]
    [InlineData("{\"rules\":[{\"reply\":{},\"when\":{\"model\":\"antropic.*\"}}]}", "'antropic.*', which means no model")]
    [InlineData("not JSON", "script.json: $")]
    public async Task A_script_that_is_wrong_is_refused_at_start(string script, string complaint)
    {
        var folder = Directory.CreateTempSubdirectory("ganban-script-");
        try
        {
            var path = Path.Combine(folder.FullName, "script.json");
            await File.WriteAllTextAsync(path, script);
            var settings = new Dictionary<string, string?>
            {
                ["Ganban:Data"] = Path.Combine(folder.FullName, "data"),
                ["Ganban:Engines:play:Kind"] = "scripted",
                ["Ganban:Engines:play:Script"] = path,
            };

            var refusal = await Assert.ThrowsAsync<StartupException>(
                () => GanbanHost.Build(settings, CancellationToken.None));

            Assert.Contains("Ganban:Engines:play:Script ", refusal.Message, StringComparison.Ordinal);
            Assert.Contains(complaint, refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
