using Ganban.Contracts;
using Ganban.Protocol.Signatures;

namespace Ganban.Protocol.Callers;

/// <summary>A caller is not believed; services with words of their own say it by the failure.</summary>
public sealed class SignatureRefusedException(SignatureFailure failure)
    : ModelledException(failure.ErrorCode, failure.HttpStatus, failure.Message)
{
    /// <summary>Why.</summary>
    public SignatureFailure Failure { get; } = failure;
}
