using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models;
using Ganban.Inference.Models.Vision;
using Ganban.Inference.Tokenizers;

namespace Ganban.Inference.Chat;

/// <summary>
/// Where pictures stand in a prompt of Gemma 3's: the template's mark for one becomes an empty line, the mark, the
/// picture's tokens, the mark of its end and another empty line, as the family's own processor has it.
/// </summary>
internal sealed class PicturePlaces
{
    private const string Start = "<start_of_image>";
    private const string End = "<end_of_image>";
    private const string Break = "\n\n";

    private readonly LanguageModel _model;
    private readonly int _startToken;
    private readonly int _tokensEach;

    /// <exception cref="ModelFileException">The tower and the model do not belong together.</exception>
    public PicturePlaces(LanguageModel model, VisionTower tower)
    {
        (_model, _tokensEach) = (model, tower.Tokens);
        if (!model.ReadsPictures || !TryGet(Start, out _startToken) || !TryGet(End, out _))
        {
            throw new ModelFileException(
                $"The model '{model.Name ?? "unnamed"}' reads no pictures: it is none of gemma3, or has no tokens "
                + $"{Start} and {End}. Use it without a projector.");
        }

        if (tower.Width != model.EmbeddingWidth)
        {
            throw new ModelFileException(
                $"The projector's rows have {tower.Width} numbers, but the model's embeddings have "
                + $"{model.EmbeddingWidth}: they belong to different models.");
        }

        if (tower.Tokens > Generation.PromptPicture.TokensMax)
        {
            throw new ModelFileException(
                $"A picture has {tower.Tokens} tokens with this projector; at most "
                + $"{Generation.PromptPicture.TokensMax} are supported.");
        }
    }

    /// <summary>Encodes a prompt; only marks that the template wrote make places.</summary>
    /// <param name="segments">The rendered prompt.</param>
    /// <param name="starts">Takes the index of each picture's first token.</param>
    /// <returns>The tokens; where a picture stands, its mark's id again and again.</returns>
    public List<int> Encode(IEnumerable<TextSegment> segments, List<int> starts)
    {
        var tokens = new List<int>();
        var open = new List<TextSegment>();
        foreach (var segment in segments)
        {
            var rest = segment;
            while (rest.ParseSpecial && rest.Text.IndexOf(Start, StringComparison.Ordinal) is >= 0 and var mark)
            {
                open.Add(new TextSegment(rest.Text[..mark] + Break + Start, ParseSpecial: true));
                tokens.AddRange(_model.Tokenizer.Encode(open));
                open.Clear();
                starts.Add(tokens.Count);
                tokens.AddRange(Enumerable.Repeat(_startToken, _tokensEach));
                rest = new TextSegment(End + Break + rest.Text[(mark + Start.Length)..], ParseSpecial: true);
            }

            open.Add(rest);
        }

        tokens.AddRange(_model.Tokenizer.Encode(open));
        return tokens;
    }

    private bool TryGet(string name, out int token) =>
        _model.Tokenizer.TryGetToken(name, out token)
        && _model.Tokenizer.KindOf(token) is TokenKind.Control or TokenKind.UserDefined;
}
