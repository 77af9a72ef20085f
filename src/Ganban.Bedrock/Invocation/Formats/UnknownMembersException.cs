using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Contracts;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>A body whose only fault is members that its format does not know.</summary>
/// <param name="message">The complaint in the service's words.</param>
/// <param name="members">Each one's object, as a pointer such as <c>#/messages/0</c>, and its name.</param>
internal sealed class UnknownMembersException(
    string message, IReadOnlyList<(string Pointer, string Name)> members)
    : ModelledException("ValidationException", 400, message)
{
    /// <summary>The body without them; null if one can't be found.</summary>
    public JsonElement? Without(JsonElement body)
    {
        var root = JsonSerializer.SerializeToNode(body);
        foreach (var (pointer, name) in members.Distinct())
        {
            var place = root;
            foreach (var step in pointer.Split('/').Skip(1))
            {
                place = place switch
                {
                    JsonObject json => json[step],
                    JsonArray list when int.TryParse(step, out var index) && index < list.Count => list[index],
                    _ => null,
                };
            }

            if (place is not JsonObject known || !known.Remove(name))
            {
                return null;
            }
        }

        return JsonSerializer.SerializeToElement(root);
    }
}
