using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Invocation.Formats.Images;

/// <summary>The body format of a family that makes images. One class per format.</summary>
internal interface IImageFormat
{
    /// <summary>The format's name in the catalog, for example <c>nova-canvas</c>.</summary>
    string Name { get; }

    /// <summary>Reads a request body; what is wrong with it is among its complaints.</summary>
    /// <returns>The call; beside complaints it is worth nothing.</returns>
    ImageCall Read(NativeBody root, CatalogModel model);
}
