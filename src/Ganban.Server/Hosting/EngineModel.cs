using System.Runtime.CompilerServices;
using Ganban.Bedrock.Engines;
using Ganban.Inference.Generation;
using Ganban.Inference.Serving;

namespace Ganban.Server.Hosting;

/// <summary>
/// The model of an engine in this process, taken from the pool whenever a request needs it. Safe for concurrent use.
/// </summary>
/// <typeparam name="TModel">What its file is opened as.</typeparam>
/// <typeparam name="TClient">What works with the open model; made once for as long as it is open.</typeparam>
/// <param name="engine">The engine's name.</param>
/// <param name="lease">Takes the model from the pool.</param>
/// <param name="make">Makes what works with it.</param>
/// <param name="log">Learns why a model can't be opened or fails.</param>
internal sealed class EngineModel<TModel, TClient>(
    string engine,
    Func<CancellationToken, Task<ModelLease<TModel>>> lease,
    Func<TModel, TClient> make,
    EngineLog log)
    where TModel : class
    where TClient : class
{
    // What was made goes with the model that it was made for.
    private readonly ConditionalWeakTable<TModel, TClient> _clients = [];

    /// <summary>Takes the model, and opens it if need be; the lease is to be disposed after use.</summary>
    /// <remarks>Throws whatever is wrong with the file.</remarks>
    public async Task<(ModelLease<TModel> Lease, TClient Client)> Open(CancellationToken cancellationToken)
    {
        var model = await lease(cancellationToken);
        try
        {
            return (model, _clients.GetValue(model.Value, key => make(key)));
        }
        catch (Exception)
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Takes the model for a request.</summary>
    /// <exception cref="EngineNotOpenException">It can't be opened.</exception>
    /// <exception cref="EngineClosedException">The pool was closed.</exception>
    public async Task<(ModelLease<TModel> Lease, TClient Client)> OpenForRequest(CancellationToken cancellationToken)
    {
        try
        {
            return await Open(cancellationToken);
        }
        catch (ObjectDisposedException)
        {
            throw new EngineClosedException(engine); // the server is stopping
        }
        catch (ModelPoolFullException e) when (e.IsTemporary)
        {
            log.NoRoom(engine, e.Message);
            throw new EngineNotOpenException(
                engine,
                isTemporary: true,
                $"The model of the engine '{engine}' has no room beside the models in use. Send the request again later.",
                e);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.NotOpen(engine, e.Message);
            throw new EngineNotOpenException(
                engine,
                isTemporary: false,
                $"The engine '{engine}' can't be opened. The server's log tells why.",
                e);
        }
    }

    /// <summary>Takes note of what an open model threw, if it is a fault of the model.</summary>
    public void Note(Exception exception)
    {
        if (exception is EngineFailedException failed)
        {
            log.Failed(engine, failed);
        }
    }
}
