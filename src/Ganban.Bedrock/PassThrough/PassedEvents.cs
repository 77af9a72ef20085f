using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Ganban.Bedrock.Engines;
using Ganban.Contracts;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Inference.Remote;
using Ganban.Protocol.EventStream;

namespace Ganban.Bedrock.PassThrough;

/// <summary>Reads the events of an answer one by one, as they come.</summary>
internal static class PassedEvents
{
    /// <summary>The events. The answer is disposed at their end.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="operation">The operation, which knows the errors of its stream.</param>
    /// <param name="seen">Is shown every event before it is passed on.</param>
    /// <param name="cancellationToken">Drops the connection.</param>
    /// <exception cref="ModelledException">An error came in the stream, or the stream broke off.</exception>
    public static async IAsyncEnumerable<IStreamEvent> Read(
        RawAnswer answer,
        Operation operation,
        Action<PassedEvent> seen,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var owned = answer;
        var reader = new EventStreamReader(PipeReader.Create(answer.Body));
        await using var messages = reader.ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await Next(messages))
        {
            var message = messages.Current;
            if (message.EventType is not { } name)
            {
                throw Error(message, operation);
            }

            var passed = new PassedEvent(name, message.Payload);
            seen(passed);
            yield return passed;
        }
    }

    private static async ValueTask<bool> Next(IAsyncEnumerator<EventStreamMessage> messages)
    {
        try
        {
            return await messages.MoveNextAsync();
        }
        catch (RemoteEngineException e)
        {
            throw EngineErrors.InStream(e);
        }
        catch (EventStreamException e)
        {
            throw new ModelStreamErrorException($"Amazon Bedrock's stream can't be read: {e.Message}.", e);
        }
    }

    private static ModelledException Error(EventStreamMessage message, Operation operation)
    {
        if (message.Find(EventStreamHeaderNames.ExceptionType)?.AsString() is not { } member)
        {
            return new ModelledException(
                message.Find(":error-code")?.AsString() ?? "InternalServerException",
                500,
                message.Find(":error-message")?.AsString() ?? "Amazon Bedrock ended the stream with an error.");
        }

        var code = operation.StreamErrors.FirstOrDefault(error => error.Value == member).Key
            ?? char.ToUpperInvariant(member[0]) + member[1..];
        var status = operation.Errors.FirstOrDefault(error => error.Code == code).Status;
        return PassedError.Of(code, status == 0 ? 500 : status, message.Payload, inner: null);
    }
}
