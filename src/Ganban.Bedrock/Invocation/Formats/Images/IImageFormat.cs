using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Invocation.Formats.Images;

/// <summary>
/// The body format of a family that makes images. There is no engine for them: bodies are checked. One class per
/// format.
/// </summary>
internal interface IImageFormat
{
    /// <summary>The format's name in the catalog, for example <c>nova-canvas</c>.</summary>
    string Name { get; }

    /// <summary>Reads a request body; what is wrong with it is among its complaints.</summary>
    void Read(NativeBody root, CatalogModel model);
}
