using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Invocation.Converse;

/// <summary>
/// Picks what additionalModelResponseFieldPaths (JSON pointers, RFC 6901) ask for out of the model's native reply.
/// </summary>
internal static partial class ResponseFields
{
    /// <summary>Refuses what is no JSON pointer, before the model runs.</summary>
    /// <exception cref="ValidationException">A path is no JSON pointer.</exception>
    public static void Check(IReadOnlyList<string> paths)
    {
        if (paths.FirstOrDefault(path => !Pointer().IsMatch(path)) is { } wrong)
        {
            throw new ValidationException(
                $"The additional model response field path '{wrong}' is invalid. Give a JSON pointer such as /stop_sequence.");
        }
    }

    /// <summary>
    /// An object with the fields at their places; those that the reply lacks are left out, null if it lacks all.
    /// </summary>
    public static JsonElement? Pick(IReadOnlyList<string> paths, JsonObject reply)
    {
        var picked = new JsonObject();
        foreach (var path in paths)
        {
            var steps = path.Split('/').Skip(1).Select(Unescape).ToArray();
            if (TryFind(reply, steps, out var value))
            {
                Put(picked, steps, value?.DeepClone());
            }
        }

        return picked.Count > 0 ? JsonSerializer.SerializeToElement(picked) : null;
    }

    private static string Unescape(string step) =>
        step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    private static bool TryFind(JsonNode? node, string[] steps, out JsonNode? value)
    {
        value = node;
        foreach (var step in steps)
        {
            switch (value)
            {
                case JsonObject members when members.TryGetPropertyValue(step, out var member):
                    value = member;
                    break;
                case JsonArray items when int.TryParse(
                    step, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                    && index < items.Count:
                    value = items[index];
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private static void Put(JsonObject target, string[] steps, JsonNode? value)
    {
        foreach (var step in steps.SkipLast(1))
        {
            if (target[step] is not JsonObject)
            {
                target[step] = new JsonObject();
            }

            target = target[step]!.AsObject();
        }

        target[steps[^1]] = value;
    }

    [GeneratedRegex(@"\A(?:/(?:[^~/]|~[01])*)+\z", RegexOptions.NonBacktracking)]
    private static partial Regex Pointer();
}
