using System.Text;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Pipeline;

namespace Ganban.Protocol.Tests.Pipeline;

/// <summary>Answers the body that came; "fault" in it is a fault, "throttle" an error.</summary>
internal sealed class EchoHandler : IOperationHandler<InvokeModelRequest, InvokeModelResponse>
{
    public Task<InvokeModelResponse> Handle(InvokeModelRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var body = request.Body ?? default;
        Fail(Encoding.UTF8.GetString(body.Span));
        context.Header("x-test-caller", $"{context.Account} {context.Region}");
        return Task.FromResult(new InvokeModelResponse { Body = body, ContentType = "application/json" });
    }

    public static void Fail(string text)
    {
        switch (text)
        {
            case "fault":
                throw new InvalidOperationException("a secret cause");
            case "throttle":
                throw new ThrottlingException("Slower, please.");
            case "quota":
                throw new ServiceQuotaExceededException("Enough.");
        }
    }
}
