namespace Ganban.Server.Hosting;

/// <summary>Which engines answer for which models: <c>Ganban:Bindings:N</c>.</summary>
/// <remarks>A null in a settings file means what an absent setting means.</remarks>
public sealed class BindingOptions
{
    /// <summary>A pattern of catalog model ids, such as <c>anthropic.*</c>.</summary>
    public string Pattern { get; set => field = value ?? ""; } = "";

    /// <summary>The engine's name: one of <see cref="ServerOptions.Engines"/>, or <c>carried</c>.</summary>
    public string Engine { get; set => field = value ?? ""; } = "";

    /// <summary>In place of <see cref="Engine"/>: engines that share the requests, each with its weight.</summary>
    public IDictionary<string, int> Balance { get; } =
        new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The engines that are asked when those before them fail, in order; none unless given.</summary>
    public IList<string> Fallbacks { get; } = [];

    /// <summary>All names of engines that the binding holds.</summary>
    internal IEnumerable<string> EngineNames =>
        (Engine.Length > 0 ? [Engine] : Balance.Keys.AsEnumerable()).Concat(Fallbacks);
}
