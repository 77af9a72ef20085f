using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>
/// A model family's own body format of InvokeModel, as a translation to and from the common request. One class per
/// format.
/// </summary>
internal interface INativeFormat
{
    /// <summary>The format's name in the catalog, for example <c>anthropic-messages</c>.</summary>
    string Name { get; }

    /// <summary>Reads a request body.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">The body breaks the format's rules; all complaints at
    /// once.</exception>
    NativeCall Read(JsonElement body, CatalogModel model);

    /// <summary>
    /// The call that stands for a request which came another way, so that its answer can be written in this format.
    /// </summary>
    NativeCall Of(ChatRequest request, CatalogModel model);
}

/// <summary>A request read from a native body, with the means to write its answer in the same format.</summary>
internal abstract class NativeCall
{
    /// <summary>The request for the engine; without unread documents before anything is run.</summary>
    public required ChatRequest Request { get; set; }

    /// <summary>The identifier in <c>x-amzn-RequestId</c>; there before anything is written.</summary>
    public string RequestId { get; set; } = "";

    /// <summary>How many answers the body asks for.</summary>
    public int Answers { get; init; } = 1;

    /// <summary>What is told of the cache if the request has no cache point; null: nothing.</summary>
    public virtual CacheUse? CacheUnasked => null;

    /// <summary>The response body for whole answers, as many as were asked for.</summary>
    public abstract JsonObject Write(IReadOnlyList<ChatAnswer> answers);

    /// <summary>
    /// The bodies of the stream's chunks; the last one carries the invocation metrics
    /// (<see cref="InvocationMetrics"/>). Where several answers were asked for, their steps follow one another.
    /// </summary>
    public abstract IAsyncEnumerable<JsonObject> WriteStream(IAsyncEnumerable<ChatStep> steps);
}
