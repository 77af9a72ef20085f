using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.InferenceProfiles;

/// <summary>A file of the catalog: the system-defined profiles of one geography.</summary>
/// <param name="Geography">The prefix of the profiles' ids.</param>
/// <param name="Label">How the geography is written in names.</param>
/// <param name="OfferedIn">The source regions; null for global profiles, which all commercial regions offer.</param>
/// <param name="Destinations">Where profiles without known routes send requests; none for global ones.</param>
/// <param name="Profiles">The profiles.</param>
internal sealed record GeographyFile(
    string Geography,
    string Label,
    IReadOnlyList<string>? OfferedIn,
    IReadOnlyList<string> Destinations,
    IReadOnlyList<GeographyFile.Entry> Profiles)
{
    /// <summary>One profile; what is null is not known.</summary>
    internal sealed record Entry(
        string Model,
        string? Name,
        DateTimeOffset? CreatedAt,
        DateTimeOffset? UpdatedAt,
        IReadOnlyList<ProfileRoute> Routes,
        OnDemandPrice? Prices);

    /// <summary>Reads a file.</summary>
    internal static GeographyFile Read(CatalogFields fields) => new(
        fields.Text("geography"),
        fields.Text("label"),
        fields.TextsOrNull("offeredIn"),
        fields.Texts("destinations"),
        fields.Parts("profiles", ReadEntry));

    /// <summary>Joins the profiles of all files with their models and gives names to those that lack one.</summary>
    internal static IReadOnlyList<InferenceProfile> JoinAll(
        IReadOnlyList<GeographyFile> files, IReadOnlyList<CatalogModel> models)
    {
        var byId = models.ToDictionary(model => model.Id, StringComparer.Ordinal);
        var titles = Titles(files);
        return [.. files.SelectMany(file => file.Profiles.Select(entry => file.Join(entry, byId, titles)))];
    }

    private static Entry ReadEntry(CatalogFields fields)
    {
        fields.Ignore("sources");
        return new Entry(
            fields.Text("model"),
            fields.TextOrNull("name"),
            fields.Time("createdAt"),
            fields.Time("updatedAt"),
            fields.Parts("routes", route => new ProfileRoute(route.TextsOrNull("from"), route.Texts("to"))),
            fields.Part("prices", CatalogReader.OnDemand));
    }

    private InferenceProfile Join(
        Entry entry, Dictionary<string, CatalogModel> models, Dictionary<string, string> titles)
    {
        var id = $"{Geography}.{entry.Model}";
        if (!models.TryGetValue(entry.Model, out var model))
        {
            throw new InvalidDataException($"Profile {id} names a model that the catalog does not have.");
        }

        return new InferenceProfile
        {
            Id = id,
            Model = model,
            Name = entry.Name ?? $"{Label} {titles.GetValueOrDefault(model.Id) ?? Title(model)}",
            CreatedAt = entry.CreatedAt,
            UpdatedAt = entry.UpdatedAt,
            OfferedIn = OfferedIn,
            Routes = entry.Routes,
            UsualDestinations = Destinations,
            Price = entry.Prices,
        };
    }

    // A profile without a name of its own is called after its sibling in another geography:
    // "US Nova Lite" makes "APAC Nova Lite".
    private static Dictionary<string, string> Titles(IReadOnlyList<GeographyFile> files)
    {
        var titles = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in files.SelectMany(file => file.Profiles))
        {
            if (entry.Name is { } name)
            {
                titles[entry.Model] = name[(name.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            }
        }

        return titles;
    }

    private static string Title(CatalogModel model) =>
        model.Name.StartsWith(model.Provider, StringComparison.Ordinal) ? model.Name : $"{model.Provider} {model.Name}";
}
