using Ganban.Server.Tests.Models;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Clients;

/// <summary>
/// A conversation whose answer is as long as the engine's context: a list of more items than fit, so that no model can
/// end it early. On the carried model's own context that takes some seconds; a test that has to do something
/// meanwhile uses <see cref="WithoutEnd"/>.
/// </summary>
internal static class LongAnswer
{
    private const string Schema = """{"type":"array","items":{"enum":["a","b"]},"minItems":100000}""";

    private static readonly object Messages = new[]
    {
        new { role = "user", content = new[] { new { text = "List them." } } },
    };

    private static readonly object OutputConfig = new
    {
        textFormat = new
        {
            type = "json_schema",
            structure = new { jsonSchema = new { name = "list", schema = Schema } },
        },
    };

    /// <summary>Makes a server, not started yet, answer by the carried model with a context of a million.</summary>
    public static GanbanServer WithoutEnd(this GanbanServer server)
    {
        var path = Path.Combine(server.Data, "without-end.gguf");
        CarriedModel.Write(path, CarriedModel.WithoutEnd);
        server.Arguments.Add("--model");
        server.Arguments.Add(path);
        return server;
    }

    /// <summary>The body of the HTTP request.</summary>
    public static object Body { get; } = new { messages = Messages, outputConfig = OutputConfig };

    /// <summary>The input of an SDK's command.</summary>
    public static object Input(string modelId) => new { modelId, messages = Messages, outputConfig = OutputConfig };
}
