using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Storage.Vectors;

namespace Ganban.Storage.OpenSearch;

/// <summary>
/// Keeps indexes in k-NN indexes of an OpenSearch, which their owners have made. There are no transactions: a document
/// is written under a new version, then the rows of the one before are deleted, and a search that finds rows of both
/// keeps the newer ones. Safe for concurrent use.
/// </summary>
public sealed class OpenSearchVectorStore : IVectorStore, IDisposable
{
    private const int BulkBytesMax = 4 << 20;
    private const int IdsAtOnce = 1000;
    private const int RowsDescribedMax = 1000; // that are read with their vectors; a longer document is written anew
    private readonly OpenSearchClient _client;
    private readonly OpenSearchOptions _options;
    private readonly TimeProvider _clock;

    // The length of an index' vectors.
    private readonly ConcurrentDictionary<VectorPlace.SearchIndex, int> _prepared = new();

    /// <summary>A store in an OpenSearch.</summary>
    public OpenSearchVectorStore(OpenSearchOptions options, TimeProvider clock)
        : this(options, new SocketsHttpHandler { AllowAutoRedirect = false }, clock)
    {
    }

    internal OpenSearchVectorStore(OpenSearchOptions options, HttpMessageHandler handler, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        _client = new OpenSearchClient(options, handler, clock);
    }

    /// <inheritdoc/>
    public async Task Check(VectorIndex index, int? dimensions, CancellationToken cancellationToken)
    {
        var place = Place(index);
        var present = await Prepare(place, cancellationToken);
        if (dimensions is { } wanted && wanted != present)
        {
            throw new IOException(
                $"The vectors have {wanted} dimensions, the field {place.Vector} is for vectors of {present}.");
        }
    }

    /// <inheritdoc/>
    public async Task Put(VectorIndex index, VectorDocument document, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        var place = Place(index);
        foreach (var vector in document.Passages.SelectMany(passage => passage.Vectors))
        {
            await CheckLength(place, vector.Length, cancellationToken);
        }

        var version = NewVersion();
        var rows = OpenSearchRow.Of(document, place, index.Scope, version);
        await Write(index, document.Id, version, rows, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> Describe(
        VectorIndex index,
        string document,
        IReadOnlyDictionary<string, JsonElement> metadata,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(metadata);
        if (_options.IsServerless)
        {
            // Rows of an older writing may be all that it shows yet.
            return false;
        }

        var place = Place(index);
        var search = new RowSearch(_client, place, index.Scope);
        var rows = await search.Sources(document, RowsDescribedMax, cancellationToken);
        var version = NewVersion();
        if (OpenSearchRow.Described(rows, metadata, place, version) is not { } described)
        {
            return false;
        }

        await Write(index, document, version, described, cancellationToken);
        return true;
    }

    /// <inheritdoc/>
    public Task<bool> Delete(VectorIndex index, string document, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Remove(index, document, except: null, cancellationToken);
    }

    /// <inheritdoc/>
    public Task Drop(VectorIndex index, CancellationToken cancellationToken) =>
        Remove(index, document: null, except: null, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<VectorMatch>> Search(
        VectorIndex index, VectorQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Count, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Count, VectorQuery.CountMax, nameof(query));
        var place = Place(index);
        var search = new RowSearch(_client, place, index.Scope);
        return HybridSearch.Run(
            query,
            async (vector, count) =>
            {
                await CheckLength(place, vector.Length, cancellationToken);
                return Found(await search.Nearest(vector, query.Filter, count, cancellationToken));
            },
            async (text, count) => Found(await search.ByWords(text, query.Filter, count, cancellationToken)));
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _client.Dispose();

    private static IReadOnlyList<FoundPassage> Found(IReadOnlyList<OpenSearchRow> rows) =>
        [.. rows.Select(row => new FoundPassage(row.Document, row.Passage, row.Text, row.Metadata, row.Score))];

    private static VectorPlace.SearchIndex Place(VectorIndex index) => index.Place as VectorPlace.SearchIndex
        ?? throw new ArgumentException("The index has no place in OpenSearch.", nameof(index));

    private async Task CheckLength(VectorPlace.SearchIndex place, int dimensions, CancellationToken cancellationToken)
    {
        var present = await Prepare(place, cancellationToken);
        if (present != dimensions)
        {
            throw new ArgumentException(
                $"The vector has {dimensions} dimensions, those of the index have {present}.", nameof(dimensions));
        }
    }

    private string NewVersion() => Guid.CreateVersion7(_clock.GetUtcNow()).ToString();

    private async Task Write(
        VectorIndex index,
        string document,
        string version,
        IEnumerable<JsonObject> rows,
        CancellationToken cancellationToken)
    {
        var place = Place(index);
        var body = new StringBuilder();
        foreach (var row in rows)
        {
            body.Append("{\"index\":{}}\n").Append(row.ToJsonString()).Append('\n');
            if (body.Length > BulkBytesMax)
            {
                await Bulk(place, body, cancellationToken);
            }
        }

        await Bulk(place, body, cancellationToken);
        await Remove(index, document, version, cancellationToken);
    }

    // Looks at the index once, and gives it the store's own fields.
    private async Task<int> Prepare(VectorPlace.SearchIndex place, CancellationToken cancellationToken)
    {
        if (_prepared.TryGetValue(place, out var known))
        {
            return known;
        }

        // What stands in a path is checked, whatever the contract lets through.
        if (!place.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.')
            || place.Name.Length == 0 || place.Name[0] is '_' or '.' or '-')
        {
            throw new IOException($"'{place.Name}' can't be the name of an index. Correct vectorIndexName.");
        }

        var answer = await _client.Send(HttpMethod.Get, $"{place.Name}/_mapping", body: null, cancellationToken)
            ?? throw new IOException($"There is no index {place.Name}. Create it, or correct vectorIndexName.");
        var field = (answer as JsonObject)?.FirstOrDefault().Value?["mappings"]?["properties"]?[place.Vector];
        if ((string?)field?["type"] != "knn_vector" || (int?)field["dimension"] is not { } dimensions)
        {
            throw new IOException($"The index {place.Name} has no field {place.Vector} of type knn_vector.");
        }

        await _client.Send(
            HttpMethod.Put, $"{place.Name}/_mapping", OpenSearchRow.Mapping().ToJsonString(), cancellationToken);
        return _prepared[place] = dimensions;
    }

    private async Task Bulk(VectorPlace.SearchIndex place, StringBuilder body, CancellationToken cancellationToken)
    {
        if (body.Length == 0)
        {
            return;
        }

        // OpenSearch Serverless makes written documents visible by itself, and in its own time.
        var path = $"{place.Name}/_bulk" + (_options.IsServerless ? "" : "?refresh=wait_for");
        var answer = await _client.Send(HttpMethod.Post, path, body.ToString(), cancellationToken)
            ?? throw new IOException($"There is no index {place.Name}. Create it, or correct vectorIndexName.");
        body.Clear();
        if ((bool?)answer["errors"] == true)
        {
            var reason = (answer["items"] as JsonArray ?? [])
                .SelectMany(item => (item as JsonObject)?.Select(part => part.Value?["error"]?["reason"]) ?? [])
                .FirstOrDefault(text => text is not null);
            throw new IOException(
                $"OpenSearch did not write all documents: {reason?.ToString() ?? "it does not say why"}");
        }
    }

    // By their ids: OpenSearch Serverless has no deletion by query.
    private async Task<bool> Remove(
        VectorIndex index, string? document, string? except, CancellationToken cancellationToken)
    {
        var place = Place(index);
        var search = new RowSearch(_client, place, index.Scope);
        var before = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            // What was deleted may be found for a while.
            var count = Math.Min(RowSearch.RowsMax, before.Count + IdsAtOnce);
            var ids = await search.Ids(document, except, count, cancellationToken);
            var fresh = ids.Where(before.Add).ToList();
            if (fresh.Count == 0)
            {
                return before.Count > 0;
            }

            var body = new StringBuilder();
            foreach (var id in fresh)
            {
                var line = new JsonObject { ["delete"] = new JsonObject { ["_id"] = id } };
                body.Append(line.ToJsonString()).Append('\n');
            }

            await Bulk(place, body, cancellationToken);
        }
    }
}
