namespace Ganban.Architecture.Tests;

/// <summary>What breaks a rule, a line each; xunit's own collection assertions cut long lists off.</summary>
internal static class Offences
{
    public static void None(IEnumerable<string> offences)
    {
        var all = string.Join('\n', offences.Order(StringComparer.Ordinal));
        Assert.True(all.Length == 0, all);
    }
}
