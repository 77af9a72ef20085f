using System.Text.RegularExpressions;
using Ganban.Inference.Chat;
using Ganban.Inference.Embeddings;
using Ganban.Inference.Generation;
using Ganban.Inference.Models.Encoders;
using Ganban.Inference.Serving;

namespace Ganban.Server.Hosting;

/// <summary>Makes engines out of GGUF files, which the pool opens when a request needs them.</summary>
internal sealed partial class GgufEngines(ModelPool pool, TimeProvider clock, EngineLog log)
{
    /// <summary>A client for conversations with a file.</summary>
    /// <param name="engine">The engine's name.</param>
    /// <param name="path">The file.</param>
    /// <param name="contextLength">A smaller context window than the file's own; null for its own.</param>
    /// <param name="projectorPath">The file that makes it see pictures; empty for none.</param>
    public GgufChatClient Chat(string engine, string path, int? contextLength, string projectorPath)
    {
        var projector = projectorPath.Length == 0 ? null : projectorPath;
        return Chat(engine, path, cancellationToken => pool.Lease(path, contextLength, projector, cancellationToken));
    }

    /// <summary>A client for conversations with a file that stays open, outside the pool's budget.</summary>
    /// <param name="engine">The engine's name.</param>
    /// <param name="path">The file.</param>
    public GgufChatClient KeptChat(string engine, string path)
    {
        var kept = new Lazy<Task<ModelLease<TextGenerator>>>(() => pool.Keep(path, CancellationToken.None));
        return Chat(engine, path, async cancellationToken =>
        {
            var lease = await kept.Value.WaitAsync(cancellationToken);
            return new ModelLease<TextGenerator>(lease.Value, static () => { });
        });
    }

    /// <summary>Embeddings by an encoder's file.</summary>
    /// <param name="engine">The engine's name.</param>
    /// <param name="path">The file.</param>
    /// <param name="prefix">What stands before each text.</param>
    public GgufEmbeddingGenerator Embeddings(string engine, string path, string prefix) => new(
        NameOf(path),
        new EngineModel<TextEncoder, EncoderEmbeddingGenerator>(
            engine,
            cancellationToken => pool.LeaseEncoder(path, cancellationToken),
            encoder => new EncoderEmbeddingGenerator(encoder, prefix),
            log));

    /// <summary>
    /// What a file's model is called: the file's name without its ending, as printable ASCII, for it stands in a
    /// response header.
    /// </summary>
    public static string NameOf(string path) => string.Concat(
        SplitEnding().Replace(Path.GetFileNameWithoutExtension(path), "")
            .Select(c => c is >= ' ' and <= '~' ? c : '?'));

    private GgufChatClient Chat(
        string engine, string path, Func<CancellationToken, Task<ModelLease<TextGenerator>>> lease) => new(
        NameOf(path),
        new EngineModel<TextGenerator, LocalChatClient>(
            engine, lease, generator => new LocalChatClient(generator, clock), log));

    [GeneratedRegex(@"-\d{5}-of-\d{5}$")]
    private static partial Regex SplitEnding();
}
