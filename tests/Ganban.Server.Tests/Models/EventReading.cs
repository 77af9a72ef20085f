using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using Ganban.Protocol.EventStream;

namespace Ganban.Server.Tests.Models;

/// <summary>The events of a response as they come: name and body.</summary>
internal static class EventReading
{
    public static async IAsyncEnumerable<(string Name, JsonNode Body)> Events(this HttpResponseMessage response)
    {
        var reader = new EventStreamReader(PipeReader.Create(await response.Content.ReadAsStreamAsync()));
        await foreach (var message in reader.ReadAllAsync(default))
        {
            var name = message.Find(":event-type") ?? message.Find(":exception-type");
            yield return (name!.Value.AsString(), JsonNode.Parse(Encoding.UTF8.GetString(message.Payload.Span))!);
        }
    }
}
