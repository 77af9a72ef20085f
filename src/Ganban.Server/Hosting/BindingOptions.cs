namespace Ganban.Server.Hosting;

/// <summary>Which engine answers for which models: <c>Ganban:Bindings:N</c>.</summary>
/// <remarks>A null in a settings file means what an absent setting means.</remarks>
public sealed class BindingOptions
{
    /// <summary>A pattern of catalog model ids, such as <c>anthropic.*</c>.</summary>
    public string Pattern { get; set => field = value ?? ""; } = "";

    /// <summary>The engine's name: one of <see cref="ServerOptions.Engines"/>, or <c>carried</c>.</summary>
    public string Engine { get; set => field = value ?? ""; } = "";
}
