using Ganban.Server.Hosting;

namespace Ganban.Server.Tests.Hosting;

/// <summary>Settings are checked before anything is opened.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("Ganban:Port", "many")]
    [InlineData("Ganban:Port", "65536")]
    [InlineData("Ganban:Host", "somewhere")]
    [InlineData("Ganban:Model", "/no/such/model.gguf")]
    [InlineData("Ganban:Models:BytesMax", "0")]
    [InlineData("Ganban:Models:KvBytesMax", "0")]
    [InlineData("Ganban:Models:Threads", "0")]
    [InlineData("Ganban:Models:RoomTimeout", "-00:00:01")]
    [InlineData("Ganban:Objects:Kind", "tape")]
    [InlineData("Ganban:Objects:Endpoint", "somewhere")]
    [InlineData("Ganban:Objects:Account", "12")]
    [InlineData("Ganban:QueryEngines:0:Arn", "sales")]
    [InlineData("Ganban:QueryEngines:0:Connection", "Username=nobody")]
    [InlineData("Ganban:QueryEngines:0:ConnectionsMax", "0")]
    [InlineData("Ganban:QueryEngines:0:PasswordVariable", "NO_SUCH_VARIABLE")]
    [InlineData("Ganban:QueryEngines:0:PasswordFile", "/no/such/file")]
    [InlineData("Ganban:Quotas:0:Pattern", "antropic.*")]
    [InlineData("Ganban:Quotas:0:RequestsPerMinute", "0")]
    [InlineData("Ganban:Quotas:0:TokensPerDay", "many")]
    [InlineData("Ganban:Quotas:0:Account", "12")]
    [InlineData("Ganban:Budgets:0:Name", "my budget")]
    [InlineData("Ganban:Budgets:0:Usd", "0")]
    [InlineData("Ganban:Budgets:0:Action", "explode")]
    [InlineData("Ganban:Budgets:0:TagValue", "a")]
    [InlineData("Ganban:Costs:Currency", "yen1")]
    [InlineData("Ganban:Costs:Rate", "150")]
    [InlineData("Ganban:Faults:Rules:0:Fault", "explode")]
    [InlineData("Ganban:Faults:Rules:0:Rate", "2")]
    [InlineData("Ganban:Functions:Endpoints:0:Url", "somewhere")]
    [InlineData("Ganban:Functions:Endpoints:0:Profile", "without-sign")]
    [InlineData("Ganban:Calls:CallsMax", "-1")]
    [InlineData("Ganban:Credentials:0:AccessKeyId", "AKIA")]
    [InlineData("Ganban:Protocol:PathPrefix", "aws/")]
    [InlineData("Ganban:Protocol:DefaultRegion", "here")]
    [InlineData("Ganban:Protocol:BodyBytesMax", "0")]
    [InlineData("Ganban:Protocol:DrainTime", "soon")]
    [InlineData("Ganban:Protocol:DrainTime", "00:01:00")]
    public async Task A_setting_that_cannot_work_is_named_and_nothing_starts(string name, string value)
    {
        var data = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var settings = new Dictionary<string, string?> { ["Ganban:Data"] = data, [name] = value };

        var refusal = await Assert.ThrowsAsync<StartupException>(
            () => GanbanHost.Build(settings, CancellationToken.None));

        Assert.Contains(name.Split(':')[1], refusal.Message, StringComparison.Ordinal);
        Assert.Contains(name.Split(':')[^1], refusal.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(data));
    }
}
