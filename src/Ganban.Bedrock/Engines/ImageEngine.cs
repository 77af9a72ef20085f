using Ganban.Inference.Images;

namespace Ganban.Bedrock.Engines;

/// <summary>An engine that makes images on behalf of catalog models.</summary>
/// <param name="Name">
/// What really answers, for example <c>studio (sd_xl_base_1.0)</c>; told in a response header, so it is printable
/// ASCII.
/// </param>
/// <param name="Client">The engine behind the seam that all image engines share.</param>
public sealed record ImageEngine(string Name, IImageClient Client);
