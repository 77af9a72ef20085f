using Ganban.Inference.Images;
using Ganban.Inference.ModelFiles;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Models.Vision;

/// <summary>
/// An open vision tower with its projector (a GGUF file that is often called mmproj): it turns a picture into rows that
/// stand in a prompt where tokens' embeddings would. Supported is Gemma 3's. Safe for concurrent use; one picture is
/// computed at a time.
/// </summary>
public sealed class VisionTower : IDisposable
{
    private readonly GgufFile _file;
    private readonly WorkPool? _ownPool;
    private readonly WorkPool _pool;
    private readonly VisionConfig _config;
    private readonly VisionWeights _weights;
    private readonly SemaphoreSlim _computing = new(1); // never disposed: callers may outlive the tower
    private VisionModel? _model;

    private VisionTower(GgufFile file, WorkPool? pool)
    {
        _file = file;
        _config = VisionConfig.FromMetadata(file.Metadata);
        _weights = new VisionWeights(file, _config);
        _ownPool = pool is null ? new WorkPool(Environment.ProcessorCount) : null;
        _pool = pool ?? _ownPool!;
    }

    /// <summary>The file's metadata.</summary>
    public GgufMetadata Metadata => _file.Metadata;

    /// <summary>Tokens that a picture becomes, whatever its size.</summary>
    public int Tokens => _config.Tokens;

    /// <summary>Numbers of a token: the width of the language models that can read it.</summary>
    public int Width => _config.ProjectedWidth;

    /// <summary>Pixels of a side of the square that pictures are scaled to.</summary>
    public int ImageSide => _config.ImageSide;

    /// <summary>Opens a tower's file.</summary>
    /// <param name="path">A GGUF file of the architecture `clip`.</param>
    /// <param name="model">
    /// The language model whose cores it shares; the caller disposes the tower before the model. Null for all cores.
    /// </param>
    /// <exception cref="ModelFileException">The file is broken or holds something unsupported.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static VisionTower Open(string path, LanguageModel? model = null)
    {
        var file = GgufFile.Open(path);
        try
        {
            return new VisionTower(file, model?.Pool);
        }
        catch (ModelFileException)
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The rows of a picture. The same picture gives the same rows.</summary>
    /// <param name="picture">The picture; scaled to fit, with black beside it if it is no square.</param>
    /// <param name="cancellationToken">Ends the wait for the tower, or the work between two of its steps.</param>
    /// <returns>`[Tokens × Width]`.</returns>
    /// <exception cref="ObjectDisposedException">The tower is closed.</exception>
    public float[] Encode(RgbImage picture, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(picture);
        _computing.Wait(cancellationToken);
        try
        {
            _file.Lease();
            try
            {
                _model ??= new VisionModel(_config, _weights, _pool);
                return _model.Forward(ImageScaling.Fit(picture, _config.ImageSide), cancellationToken);
            }
            finally
            {
                _file.Return();
            }
        }
        finally
        {
            _computing.Release();
        }
    }

    /// <summary>Closes the tower, once a picture in progress is done.</summary>
    public void Dispose()
    {
        _computing.Wait();
        try
        {
            _file.Dispose();
            _ownPool?.Dispose();
        }
        finally
        {
            _computing.Release();
        }
    }
}
