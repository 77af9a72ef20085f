using System.Buffers;
using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.Tokenizers;

/// <summary>Finds the names of control and user-defined tokens in text; the longest name at a place wins.</summary>
internal sealed class SpecialTokens
{
    private static readonly char[] Space = [' ', '\t', '\n', '\v', '\f', '\r'];

    private readonly Vocabulary _vocabulary;
    private readonly TokenTrie _names = new(1024);
    private readonly SearchValues<char> _firsts;
    private readonly HashSet<int> _stripLeft = [];
    private readonly HashSet<int> _stripRight = [];

    public SpecialTokens(Vocabulary vocabulary, GgufMetadata metadata)
    {
        _vocabulary = vocabulary;
        var firsts = new HashSet<char>();
        for (var token = 0; token < vocabulary.Count; token++)
        {
            var name = vocabulary.Name(token);
            if (name.Length > 0
                && vocabulary.Kind(token) is TokenKind.Control or TokenKind.UserDefined or TokenKind.Unknown)
            {
                _names.Add(name, token);
                firsts.Add(name[0]);
            }
        }

        _firsts = SearchValues.Create([.. firsts]);
        AddStrips(metadata);
    }

    /// <summary>Cuts a segment into plain text (token is null) and special tokens.</summary>
    public IEnumerable<(ReadOnlyMemory<char> Text, int? Token)> Split(TextSegment segment)
    {
        var text = segment.Text.AsMemory();
        var start = 0;
        var place = 0;
        while (place < text.Length)
        {
            var skip = text.Span[place..].IndexOfAny(_firsts);
            if (skip < 0)
            {
                break;
            }

            place += skip;
            if (Match(text.Span[place..], segment.ParseSpecial) is not { } match)
            {
                place++;
                continue;
            }

            yield return (text[start..place], null);
            yield return (default, match.Token);
            place += match.Length;
            start = place;
        }

        yield return (text[start..], null);
    }

    /// <summary>The text between two special tokens without the white space that these take with them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="before">The token before it, or null.</param>
    /// <param name="after">The token behind it, or null.</param>
    public string Strip(string text, int? before, int? after)
    {
        text = before is { } left && _stripRight.Contains(left) ? text.TrimStart(Space) : text;
        return after is { } right && _stripLeft.Contains(right) ? text.TrimEnd(Space) : text;
    }

    private (int Token, int Length)? Match(ReadOnlySpan<char> text, bool control)
    {
        (int, int)? found = null;
        var node = TokenTrie.Root;
        for (var length = 1; length <= text.Length; length++)
        {
            node = _names.Step(node, text[length - 1]);
            if (node == TokenTrie.None)
            {
                break;
            }

            var token = _names.TokenAt(node);
            if (token != TokenTrie.None && (control || _vocabulary.Kind(token) is TokenKind.UserDefined))
            {
                found = (token, length);
            }
        }

        return found;
    }

    // GGUF doesn't say which tokens take white space with them; readers know these families by their names.
    private void AddStrips(GgufMetadata metadata)
    {
        var pre = metadata.FindString("tokenizer.ggml.pre") ?? "";
        var architecture = metadata.FindString("general.architecture") ?? "";
        var name = metadata.FindString("general.name") ?? "";
        if (pre is "jina-v2-de" or "jina-v2-es" or "jina-v2-code" || architecture is "nomic-bert-moe" or "jina-bert-v3")
        {
            AddIfThere("<mask>");
        }
        else if (name.Contains("phi-3", StringComparison.OrdinalIgnoreCase)
            || name.Contains("phi3", StringComparison.OrdinalIgnoreCase))
        {
            _stripRight.UnionWith(Enumerable.Range(0, _vocabulary.Count).Where(IsStripping));
        }
        else if (name.Contains("modern-bert", StringComparison.OrdinalIgnoreCase))
        {
            AddIfThere("[MASK]");
        }

        void AddIfThere(string mask)
        {
            if (_vocabulary.TryGet(mask, out var token))
            {
                _stripLeft.Add(token);
            }
        }

        bool IsStripping(int token) =>
            _vocabulary.Kind(token) is TokenKind.Control or TokenKind.UserDefined or TokenKind.Unknown
            && _vocabulary.Name(token) is not ("<unk>" or "<s>" or "<|endoftext|>");
    }
}
