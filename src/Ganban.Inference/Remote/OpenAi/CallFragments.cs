using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Remote.OpenAi;

/// <summary>Puts tool calls together that arrive in pieces.</summary>
internal sealed class CallFragments
{
    private readonly List<Fragment> _calls = [];

    /// <summary>Whether any call has begun.</summary>
    public bool Any => _calls.Count > 0;

    /// <summary>Takes one element of a delta's <c>tool_calls</c>.</summary>
    public void Add(JsonElement piece)
    {
        var id = piece.Text("id");
        var index = piece.Count("index");
        var call = _calls.FindLast(known => index is null || known.Index == index);

        // Some engines give every call of an answer the same index.
        if (call is null || (id is { Length: > 0 } && call.Id is { Length: > 0 } && id != call.Id))
        {
            call = new Fragment { Index = index ?? _calls.Count };
            _calls.Add(call);
        }

        call.Id = id is { Length: > 0 } ? id : call.Id;
        if (piece.Find("function") is { } function)
        {
            call.Name += function.Text("name");
            call.Arguments.Append(function.Text("arguments"));
        }
    }

    /// <summary>The whole calls, in order.</summary>
    /// <param name="isCut">Whether the token limit ended the answer: a call that it cut off is left out.</param>
    /// <exception cref="JsonException">A call's arguments are no JSON, or it names no tool.</exception>
    /// <exception cref="InvalidOperationException">A call's arguments are no object.</exception>
    public IEnumerable<FunctionCallContent> Complete(bool isCut)
    {
        foreach (var call in _calls)
        {
            if (Parse(call, isCut) is { } content)
            {
                yield return content;
            }
        }
    }

    private static FunctionCallContent? Parse(Fragment call, bool isCut)
    {
        try
        {
            var text = call.Arguments.ToString();
            using var arguments = JsonDocument.Parse(string.IsNullOrWhiteSpace(text) ? "{}" : text);
            return call.Name.Length > 0
                ? new FunctionCallContent(
                    call.Id ?? Guid.NewGuid().ToString("N")[..9], call.Name, arguments.RootElement.Arguments())
                : throw new JsonException("A tool call has no name.");
        }
        catch (JsonException) when (isCut)
        {
            return null;
        }
    }

    private sealed class Fragment
    {
        public required long Index { get; init; }

        public string? Id { get; set; }

        public string Name { get; set; } = "";

        public StringBuilder Arguments { get; } = new();
    }
}
