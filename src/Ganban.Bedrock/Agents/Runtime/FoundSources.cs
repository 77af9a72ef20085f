using Ganban.Bedrock.Citations;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>Passages that were found, as what an answer may cite.</summary>
internal static class FoundSources
{
    public static IReadOnlyList<CitableSource> Of(IReadOnlyList<VectorMatch> found) =>
    [
        .. found.Select((match, index) =>
            new CitableSource(index, CitableKind.Text, Title: null, match.Document, [match.Text])),
    ];
}
