using System.Text.RegularExpressions;

namespace Ganban.Inference.ModelStore;

/// <summary>A repository of a hub: `owner/repository`, with `@revision` behind it where it is not `main`.</summary>
/// <param name="Owner">The owner.</param>
/// <param name="Repository">The repository.</param>
/// <param name="Revision">A branch, tag or commit.</param>
public sealed partial record HubAddress(string Owner, string Repository, string Revision)
{
    /// <summary>Reads an address.</summary>
    /// <param name="text">The address.</param>
    /// <exception cref="ModelStoreException">It isn't one.</exception>
    public static HubAddress Parse(string text)
    {
        var match = Form().Match(text);
        var (owner, repository) = (match.Groups["owner"].Value, match.Groups["repository"].Value);
        if (!match.Success || !ModelName.IsValid(owner) || !ModelName.IsValid(repository))
        {
            throw new ModelStoreException(
                $"'{text}' is no model's address: give OWNER/REPOSITORY, OWNER/REPOSITORY@REVISION or the URL of a GGUF file.");
        }

        var revision = match.Groups["revision"];
        return new HubAddress(owner, repository, revision.Success ? revision.Value : "main");
    }

    /// <summary>The address as it was given.</summary>
    public override string ToString() =>
        Revision == "main" ? $"{Owner}/{Repository}" : $"{Owner}/{Repository}@{Revision}";

    [GeneratedRegex(@"^(?<owner>[^/@]+)/(?<repository>[^/@]+)(@(?<revision>[A-Za-z0-9][A-Za-z0-9._-]{0,95}))?\z")]
    private static partial Regex Form();
}
