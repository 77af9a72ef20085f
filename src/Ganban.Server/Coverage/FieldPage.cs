using System.Globalization;
using System.Text;

namespace Ganban.Server.Coverage;

/// <summary>The page of the documentation that lists the members that no code touches.</summary>
public static class FieldPage
{
    private const string Introduction = """
        # Compatibility: fields

        Made from the code by `dotnet run --project src/Ganban.Server -- coverage --fields --markdown`;
        not edited by hand.

        All members of all requests are known, read from the wire and checked against the contract. This page lists
        those that are then used by nothing, and the members of responses that nothing ever writes, for the operations
        that execute. It is found in the compiled instructions of the product: a member that is not listed here is
        read, or written, somewhere. That does not say how far it is obeyed: it may be kept and shown only, or
        refused. Such differences stand in [compatibility.md](compatibility.md#known-deviations), as do the bodies of
        InvokeModel, which the contract does not describe.

        A shape that several operations share stands once, at the first of them: what holds for Converse holds for the
        same shapes in ConverseStream and CountTokens. Below a member that is not listed nothing is left out; below
        one that is, nothing is listed. What passes through to Amazon Bedrock itself does not count.

        """;

    /// <summary>The page in Markdown.</summary>
    public static string Make(IReadOnlyList<UntouchedFields> fields)
    {
        var text = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        text.Append(CultureInfo.InvariantCulture, $"\n{Summary(fields)}\n");
        foreach (var service in fields.GroupBy(item => item.Operation.Service))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {service.Key}\n\n");
            if (service.Any(HasAny))
            {
                text.Append("| operation | member | state | why |\n| --- | --- | --- | --- |\n");
            }

            foreach (var item in service)
            {
                Rows(text, item.Operation.Name, item.NotRead, "not read");
                Rows(text, item.Operation.Name, item.NotWritten, "not written");
            }

            var whole = service.Where(item => !HasAny(item)).Select(item => item.Operation.Name).ToArray();
            if (whole.Length > 0)
            {
                text.Append(service.Any(HasAny) ? "\n" : "");
                text.Append(CultureInfo.InvariantCulture, $"Nothing left over in: {string.Join(", ", whole)}.\n");
            }
        }

        return text.ToString();
    }

    /// <summary>One line of totals.</summary>
    public static string Summary(IReadOnlyList<UntouchedFields> fields) => string.Create(
        CultureInfo.InvariantCulture,
        $"{fields.Count} operations: {fields.Sum(item => item.NotRead.Count)} members of requests are not read, "
        + $"{fields.Sum(item => item.NotWritten.Count)} members of responses are not written.");

    private static bool HasAny(UntouchedFields item) => item.NotRead.Count + item.NotWritten.Count > 0;

    private static void Rows(StringBuilder text, string operation, IEnumerable<string> members, string state)
    {
        foreach (var member in members)
        {
            text.Append(
                CultureInfo.InvariantCulture, $"| {operation} | `{member}` | {state} | {FieldReasons.Of(member)} |\n");
        }
    }
}
