using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.Tokenizers.PreTokenizers;

/// <summary>
/// Cuts text into the pieces within which a byte-pair encoding may join: a row of rules, each of which cuts what the
/// rules before it left. A rule's matches are pieces, and so is what lies between them.
/// </summary>
internal sealed record PreTokenizer(params SplitRule[] Rules)
{
    /// <summary>Whether a piece that is a token is that token, however its merges would spell it.</summary>
    public bool WholePiecesFirst { get; init; }

    /// <summary>Whether a sequence starts with the begin token where the file doesn't say.</summary>
    public bool AddsBos { get; init; }

    /// <summary>
    /// Whether tokens are spelt in characters, with U+2581 for a space and byte tokens for what is missing, instead of
    /// in <see cref="ByteAlphabet"/>.
    /// </summary>
    public bool SpellsCharacters { get; init; }

    /// <summary>Finds the one that a file names.</summary>
    /// <param name="name">tokenizer.ggml.pre; null is what files had before it was invented.</param>
    /// <exception cref="ModelFileException">There is none of this name.</exception>
    public static PreTokenizer Named(string? name) => name switch
    {
        null or "" or "default" => new(
            PunctuationRules.RunsWith("$+<=>^~|"), WordRules.Gpt2, NumberRules.Runs, NumberRules.AsciiTriples),
        "llama3" or "llama-v3" or "llama-bpe" or "falcon3" or "falcon-h1" or "pixtral" or "midm-2.0" or "lfm2"
            or "jina-v5-nano" =>
            new(new WordRules(DigitsMax: 3).Match) { WholePiecesFirst = true, AddsBos = true },
        "dbrx" or "smaug-bpe" or "glm4" or "chatglm-bpe" => new(new WordRules(DigitsMax: 3).Match),
        "qwen2" or "deepseek-r1-qwen" or "kormo" or "f2llmv2" or "megrez" or "stablelm2" or "hunyuan" or "solar-open"
            or "grok-2" => new(new WordRules(DigitsMax: 1).Match),
        "bailingmoe" or "bailingmoe2" or "llada-moe" => new(new WordRules(DigitsMax: 1).Match),
        "qwen35" => new(new WordRules(DigitsMax: 1) { WordClasses = CodePoint.Letter | CodePoint.Mark }.Match),
        "ufakzeka" => new(new WordRules(DigitsMax: 1) { Contractions = false }.Match),
        "seed-coder" => new(new WordRules(DigitsMax: 1) { Tail = "" }.Match),
        "minicpm5" => new(NumberRules.UpToThree, new WordRules(int.MaxValue).Match) { WholePiecesFirst = true },
        "laguna" => new(LineRules.LinesAndBreaks, new WordRules(DigitsMax: 1).Match),
        "gpt-2" or "phi-2" or "jina-es" or "jina-de" or "gigachat" or "jina-v2-es" or "jina-v2-de" or "a.x-4.0"
            or "mellum" or "modern-bert" or "jina-v1-en" or "jina-v2-code" or "roberta-bpe" or "mpt" or "olmo" or "jais"
            or "trillion" or "granite-docling" or "exaone4" => new(WordRules.Gpt2),
        "starcoder" or "refact" or "command-r" or "smollm" or "codeshell" or "exaone" or "minerva-7b" or "mellum2" =>
            new(NumberRules.Single, WordRules.Gpt2),
        "falcon" => new(PunctuationRules.RunsWith("$+<=>^~|`"), WordRules.Gpt2, NumberRules.AsciiTriples),
        "tekken" => new(new CasedWordRules(DigitsMax: 1) { Contractions = false }.Match)
        {
            WholePiecesFirst = true,
            AddsBos = true,
        },
        "gpt-4o" or "llama4" or "kanana2" or "talkie" or "minimax-m2" => new(new CasedWordRules(DigitsMax: 3).Match),
        "granite-embed-multi-97m" =>
            new(new CasedWordRules(DigitsMax: 3) { WordClasses = CodePoint.Letter | CodePoint.Mark }.Match)
            {
                WholePiecesFirst = true,
            },
        "deepseek-llm" => new(
            LineRules.Break, DeepSeekRules.CasedWord, DeepSeekRules.Signs, LineRules.TrailingSpace,
            DeepSeekRules.EastAsianRun, NumberRules.Runs),
        "deepseek-coder" => new(
            LineRules.Break, DeepSeekRules.Word, DeepSeekRules.Punctuation, DeepSeekRules.EastAsianRun,
            NumberRules.Single),
        "deepseek-v3" or "hunyuan-dense" or "joyai-llm" or "hy_v4" => new(
            NumberRules.UpToThree, DeepSeekRules.IdeographsAndKana, DeepSeekRules.WordOrSigns),
        "bloom" or "poro-chat" or "gpt3-finnish" => new(PunctuationRules.RunsWithoutPunctuation),
        "viking" => new(PunctuationRules.RunsWithoutPunctuation, NumberRules.Single),
        "gemma4" or "granite-embed-multi-311m" or "sarvam-moe" => new(LineRules.LinesAndBreaks)
        {
            SpellsCharacters = true,
        },
        _ => throw new ModelFileException($"The pre-tokenizer '{name}' (tokenizer.ggml.pre) is not supported."),
    };

    /// <summary>Cuts a text.</summary>
    /// <param name="text">Code points (<see cref="CodePoint"/>).</param>
    /// <param name="action">Takes the pieces in order.</param>
    public void Split(ReadOnlySpan<uint> text, PieceAction action) => Split(text, 0, action);

    private void Split(ReadOnlySpan<uint> text, int rule, PieceAction action)
    {
        if (text.IsEmpty)
        {
            return;
        }

        if (rule == Rules.Length)
        {
            action(text);
            return;
        }

        var unmatched = 0;
        var start = 0;
        while (start < text.Length)
        {
            var length = Rules[rule](text, start);
            if (length <= 0)
            {
                start += Math.Max(1, -length);
                continue;
            }

            Split(text[unmatched..start], rule + 1, action);
            Split(text.Slice(start, length), rule + 1, action);
            start += length;
            unmatched = start;
        }

        Split(text[unmatched..], rule + 1, action);
    }
}
