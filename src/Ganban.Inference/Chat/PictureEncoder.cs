using System.Security.Cryptography;
using System.Threading.Channels;
using Ganban.Inference.Generation;
using Ganban.Inference.Images;
using Ganban.Inference.Models.Vision;

namespace Ganban.Inference.Chat;

/// <summary>
/// Turns the pictures of prompts into rows, one picture at a time in order of asking, and remembers the latest. Safe
/// for concurrent use.
/// </summary>
/// <param name="tower">The tower; stays the caller's to dispose.</param>
internal sealed class PictureEncoder(VisionTower tower)
{
    private const long KeptBytesMax = 256L << 20;

    // Pictures of all requests that run or wait; of the largest gemma 3 their rows take 1.4 GB.
    private const int InFlightMax = 256;

    private readonly Lock _lock = new();
    private readonly PictureCache _cache = new(KeptBytesMax);
    private readonly Channel<bool> _turn = Channel.CreateBounded<bool>(1); // full while somebody has the turn
    private int _requests;
    private int _pictures;

    /// <summary>Lets a request with that many pictures begin; it must <see cref="Leave"/> in the end.</summary>
    /// <exception cref="EngineBusyException">The pictures of other requests fill the memory.</exception>
    public void Enter(int pictures)
    {
        lock (_lock)
        {
            if (_pictures + pictures > InFlightMax)
            {
                throw new EngineBusyException(
                    _requests, 0, $"Their conversations have {_pictures} images, and {InFlightMax} may be in work. "
                    + "Try again later.");
            }

            _requests++;
            _pictures += pictures;
        }
    }

    /// <summary>Ends a request with that many pictures.</summary>
    public void Leave(int pictures)
    {
        lock (_lock)
        {
            _requests--;
            _pictures -= pictures;
        }
    }

    /// <summary>The pictures of a prompt.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="images">The pictures as they came.</param>
    /// <param name="cancellationToken">Ends the wait and the work.</param>
    /// <exception cref="InvalidPictureException">One is broken or too large.</exception>
    public async Task<IReadOnlyList<PromptPicture>> Encode(
        string caller, IReadOnlyList<PromptImage> images, CancellationToken cancellationToken)
    {
        var pictures = new List<PromptPicture>(images.Count);
        foreach (var image in images)
        {
            var digest = SHA256.HashData(image.File.Data.Span);
            var key = (caller, Convert.ToHexString(digest));
            var rows = _cache.Find(key) ?? await Compute(key, image, pictures.Count + 1, cancellationToken);
            pictures.Add(new PromptPicture(image.Start, tower.Tokens, rows, digest));
        }

        return pictures;
    }

    private async Task<float[]> Compute(
        (string Caller, string Digest) key, PromptImage image, int number, CancellationToken cancellationToken)
    {
        await _turn.Writer.WriteAsync(true, cancellationToken);
        try
        {
            // Whoever had the turn before may have computed the same one.
            if (_cache.Find(key) is { } known)
            {
                return known;
            }

            // Its pixels, too, are there for one picture at a time.
            var rows = await Task.Run(
                () => tower.Encode(RgbImage.Decode(image.File.Data.Span), cancellationToken), cancellationToken);
            _cache.Add(key, rows);
            return rows;
        }
        catch (ImageFormatException e)
        {
            throw new InvalidPictureException(number, e.Message, e);
        }
        finally
        {
            _turn.Reader.TryRead(out _);
        }
    }
}
