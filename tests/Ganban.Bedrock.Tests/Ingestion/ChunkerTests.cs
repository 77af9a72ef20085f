using Ganban.Bedrock.Ingestion.Chunking;
using Ganban.Contracts.BedrockAgent;
using Ganban.Documents;
using Ganban.Inference.Embeddings;

namespace Ganban.Bedrock.Tests.Ingestion;

public sealed class ChunkerTests
{
    private static readonly string Text = string.Concat(
        Enumerable.Range(1, 40).Select(i => $"これは{i}番目の文です。The kettle number {i} boils. "));

    [Theory]
    [InlineData("")]
    [InlineData("kettle", "kettle")]
    [InlineData("a b", "a", "b")]
    public void Tokens_of_words_and_characters_are_estimated(string text, params string[] words) =>
        Assert.Equal(words.Sum(word => (word.Length + 3) / 4), TokenEstimate.Of(text));

    [Fact]
    public void Every_Japanese_character_is_a_token() => Assert.Equal(8, TokenEstimate.Of("はにわロボット。"));

    [Fact]
    public async Task By_default_passages_end_with_sentences_and_hold_all_of_the_text()
    {
        var passages = await Cut(null, Text);

        Assert.True(passages.Count > 1);
        Assert.All(passages, passage => Assert.True(TokenEstimate.Of(passage.Text) <= 300));
        Assert.All(passages, passage => Assert.Matches("[。.]$", passage.Text));
        Assert.Equal(Squeezed(Text), Squeezed(string.Concat(passages.Select(passage => passage.Text))));
    }

    [Fact]
    public async Task Tokens_are_those_of_the_embedding_model_where_it_tells_them()
    {
        var size = new ChunkingConfiguration
        {
            ChunkingStrategy = ChunkingStrategy.FixedSize,
            FixedSizeChunkingConfiguration = new() { MaxTokens = 40, OverlapPercentage = 1 },
        };
        var chunker = new Chunker(size, (_, _) => throw new InvalidOperationException(), new CharacterCounter());
        var text = Text + new string('a', 100);

        var passages = await chunker.Cut([new DocumentSection(text, null, [])], default);

        Assert.All(passages, passage => Assert.InRange(passage.Text.Length, 1, 41));
        Assert.Equal(Squeezed(text), Squeezed(string.Concat(passages.Select(passage => passage.Text))));
    }

    [Fact]
    public async Task Without_chunking_a_document_is_one_passage()
    {
        var none = new ChunkingConfiguration { ChunkingStrategy = ChunkingStrategy.None };
        Assert.Equal(Text.Trim(), Assert.Single(await Cut(none, Text)).Text);

        // There is no limit, so nothing is counted.
        var chunker = new Chunker(none, (_, _) => throw new InvalidOperationException(), new NoCounter());
        Assert.Equal(Text.Trim(), Assert.Single(await chunker.Cut([new(Text, null, [])], default)).Text);
    }

    [Fact]
    public async Task Fixed_sizes_overlap_by_whole_sentences()
    {
        var passages = await Cut(
            new()
            {
                ChunkingStrategy = ChunkingStrategy.FixedSize,
                FixedSizeChunkingConfiguration = new() { MaxTokens = 60, OverlapPercentage = 20 },
            },
            Text);

        Assert.All(passages, passage => Assert.True(TokenEstimate.Of(passage.Text) <= 60));
        Assert.All(passages.Zip(passages.Skip(1)), pair =>
        {
            var start = pair.Second.Text[..8];
            Assert.Contains(start, pair.First.Text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Of_a_hierarchy_the_parents_are_given_back_and_their_children_embedded()
    {
        var passages = await Cut(
            new()
            {
                ChunkingStrategy = ChunkingStrategy.Hierarchical,
                HierarchicalChunkingConfiguration = new()
                {
                    LevelConfigurations = [new() { MaxTokens = 120 }, new() { MaxTokens = 30 }],
                    OverlapTokens = 0,
                },
            },
            Text);

        Assert.All(passages, passage => Assert.True(passage.Embedded.Count > 1));
        Assert.All(passages, passage =>
            Assert.Equal(Squeezed(passage.Text), Squeezed(string.Concat(passage.Embedded))));
    }

    [Fact]
    public async Task A_cut_by_meaning_lies_where_the_subject_changes()
    {
        var chunker = new Chunker(
            new()
            {
                ChunkingStrategy = ChunkingStrategy.Semantic,
                SemanticChunkingConfiguration = new()
                {
                    MaxTokens = 200,
                    BufferSize = 0,
                    BreakpointPercentileThreshold = 70,
                },
            },
            (texts, _) => Task.FromResult<IReadOnlyList<ReadOnlyMemory<float>>>([.. texts.Select(Vector)]));

        var passages = await chunker.Cut([new("A kettle. My kettle. A boat. My boat.", null, [])], default);

        Assert.Equal(["A kettle. My kettle.", "A boat. My boat."], passages.Select(passage => passage.Text));
    }

    [Fact]
    public async Task A_sentence_that_is_too_long_is_cut()
    {
        var word = new string('x', 5000);
        var passages = await Cut(
            new()
            {
                ChunkingStrategy = ChunkingStrategy.FixedSize,
                FixedSizeChunkingConfiguration = new() { MaxTokens = 100, OverlapPercentage = 1 },
            },
            word);

        Assert.Equal(word, string.Concat(passages.Select(passage => passage.Text)));
        Assert.All(passages, passage => Assert.True(TokenEstimate.Of(passage.Text) <= 100));
    }

    [Fact]
    public async Task A_long_text_without_sentences_is_cut_in_one_go_which_can_be_ended()
    {
        var text = new string('あ', 5_000_000);

        var passages = await Task.Run(() => Cut(null, text)).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(text, string.Concat(passages.Select(passage => passage.Text)));
        Assert.All(passages.SkipLast(1), passage => Assert.Equal(300, passage.Text.Length));
        var chunker = new Chunker(null, (_, _) => throw new InvalidOperationException());
        await Assert.ThrowsAsync<OperationCanceledException>(
            () => chunker.Cut([new DocumentSection(text, null, [])], new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task A_passage_knows_page_and_headings_and_an_empty_document_has_none()
    {
        var chunker = new Chunker(null, (_, _) => throw new InvalidOperationException());
        var passage = Assert.Single(await chunker.Cut([new("Body.", 3, ["Top", "Part"])], default));
        Assert.Equal((3, "Top\nPart\nBody."), (passage.Page, passage.Text));
        Assert.Empty(await chunker.Cut([new("  ", 1, [])], default));
        Assert.Empty(await chunker.Cut([], default));
    }

    private static Task<IReadOnlyList<Passage>> Cut(ChunkingConfiguration? chunking, string text) =>
        new Chunker(chunking, (_, _) => throw new InvalidOperationException())
            .Cut([new DocumentSection(text, null, [])], default);

    private static ReadOnlyMemory<float> Vector(string text) =>
        text.Contains("kettle", StringComparison.Ordinal) ? new float[] { 1, 0 } : new float[] { 0, 1 };

    private static string Squeezed(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private sealed class CharacterCounter : ITextTokenCounter
    {
        public Task<IReadOnlyList<int>> Count(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<int>>([.. texts.Select(text => text.Trim().Length)]);
    }

    private sealed class NoCounter : ITextTokenCounter
    {
        public Task<IReadOnlyList<int>> Count(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Nothing is to be counted.");
    }
}
