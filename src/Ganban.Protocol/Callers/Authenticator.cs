using Ganban.Contracts;
using Ganban.Protocol.Routing;
using Ganban.Protocol.Signatures;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Ganban.Protocol.Callers;

/// <summary>Who was found, and how the request's body is signed.</summary>
/// <param name="Caller">The caller.</param>
/// <param name="PayloadMode">How the signature covers the body.</param>
/// <param name="Chain">The chain that signs chunks or events one by one; null if nothing is signed that way.</param>
/// <param name="ContentHash">What is signed in the place of the body's hash.</param>
public readonly record struct Authentication(
    Caller Caller,
    PayloadMode PayloadMode = PayloadMode.Unsigned,
    ChunkSignatureChain? Chain = null,
    string? ContentHash = null);

/// <summary>Establishes the caller from a Signature V4 or a Bedrock API key.</summary>
public sealed class Authenticator(
    IKeyring keyring,
    SignatureVerifier verifier,
    TimeProvider clock,
    IOptions<ProtocolOptions> options)
{
    private const string SigningName = "bedrock";

    // The service by which clients of the endpoint bedrock-mantle sign.
    private const string MantleSigningName = "bedrock-mantle";

    /// <summary>Authenticates a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="address">What its address tells; names the region of API keys.</param>
    /// <param name="body">The body as it was sent; ignored for a stream of events.</param>
    /// <param name="streams">Whether the body is a stream of events, which sign themselves.</param>
    /// <param name="cancellationToken">Ends the look-up of keys.</param>
    /// <exception cref="ModelledException">The caller is not who it says, or says nothing.</exception>
    public async ValueTask<Authentication> Authenticate(
        HttpRequest request,
        ServiceAddress address,
        ReadOnlyMemory<byte> body,
        bool streams,
        CancellationToken cancellationToken)
    {
        var authorization = request.Headers.Authorization.ToString();
        if (BearerKey.IsBearer(authorization))
        {
            return new(await FromBearer(
                authorization, address.Region ?? options.Value.DefaultRegion, cancellationToken));
        }

        var signed = Signed(request, streams ? null : body);
        if (!SignatureClaim.TryParse(signed, out var claim, out var failure))
        {
            throw Refused(failure);
        }

        if (streams && claim.PayloadMode is not (PayloadMode.SignedEvents or PayloadMode.Unsigned))
        {
            throw Refused(SignatureErrors.EventsNotSigned);
        }

        return await Verify(signed, claim, new ExpectedScope(SigningName, address.Region), cancellationToken);
    }

    /// <summary>
    /// Authenticates a request of a front door: as <see cref="Authenticate"/> does, and with signatures for the
    /// service's other endpoint as well.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="address">What its address tells.</param>
    /// <param name="body">The body as it was sent.</param>
    /// <param name="apiKey">An API key that came outside the Authorization header; null if none did.</param>
    /// <param name="cancellationToken">Ends the look-up of keys.</param>
    /// <exception cref="ModelledException">The caller is not who it says, or says nothing.</exception>
    public async ValueTask<Caller> AuthenticateAtDoor(
        HttpRequest request,
        ServiceAddress address,
        ReadOnlyMemory<byte> body,
        string? apiKey,
        CancellationToken cancellationToken)
    {
        if (apiKey is not null && request.Headers.Authorization.Count == 0)
        {
            return await FromBearer(
                BearerKey.Header(apiKey), address.Region ?? options.Value.DefaultRegion, cancellationToken);
        }

        if (SignedService.Of(request) != MantleSigningName)
        {
            return (await Authenticate(request, address, body, streams: false, cancellationToken)).Caller;
        }

        var scope = new ExpectedScope(MantleSigningName, address.Region);
        return (await AuthenticateFor(request, scope, body, cancellationToken)).Caller;
    }

    /// <summary>Authenticates a request to another service than the contract's, by its Signature V4.</summary>
    /// <param name="request">The request.</param>
    /// <param name="expected">What it must be signed for.</param>
    /// <param name="body">The body as it was sent.</param>
    /// <param name="cancellationToken">Ends the look-up of keys.</param>
    /// <exception cref="ModelledException">The caller is not who it says, or says nothing.</exception>
    public ValueTask<Authentication> AuthenticateFor(
        HttpRequest request, ExpectedScope expected, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var signed = Signed(request, body);
        return SignatureClaim.TryParse(signed, out var claim, out var failure)
            ? Verify(signed, claim, expected, cancellationToken)
            : throw Refused(failure);
    }

    /// <summary>
    /// Authenticates a request whose body is not read yet: whoever reads it compares it with what is signed.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="expected">What it must be signed for.</param>
    /// <param name="cancellationToken">Ends the look-up of keys.</param>
    /// <exception cref="SignatureRefusedException">The caller is not who it says, or says nothing.</exception>
    public async ValueTask<Authentication> AuthenticateUnread(
        HttpRequest request, ExpectedScope expected, CancellationToken cancellationToken)
    {
        var signed = Signed(request, null);
        if (!SignatureClaim.TryParse(signed, out var claim, out var failure))
        {
            throw Refused(failure);
        }

        return claim.PayloadMode == PayloadMode.ComputedFromBody
            ? throw Refused(SignatureErrors.ContentHashMissing)
            : await Verify(signed, claim, expected, cancellationToken);
    }

    private async ValueTask<Authentication> Verify(
        RequestToVerify signed,
        SignatureClaim claim,
        ExpectedScope expected,
        CancellationToken cancellationToken)
    {
        var key = await FindKey(claim, cancellationToken);
        if (verifier.Verify(signed, claim, key.Secret, expected) is { } refusal)
        {
            throw Refused(refusal);
        }

        var signsInPieces = claim.PayloadMode
            is PayloadMode.SignedEvents or PayloadMode.SignedChunks or PayloadMode.SignedChunksAndTrailer;
        return new(
            new Caller(key.Account, claim.Scope.Region, key.PrincipalArn),
            claim.PayloadMode,
            signsInPieces ? new ChunkSignatureChain(key.Secret, claim) : null,
            claim.ContentHash);
    }

    private static RequestToVerify Signed(HttpRequest request, ReadOnlyMemory<byte>? body)
    {
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var (path, query) = mark < 0 ? (target, "") : (target[..mark], target[(mark + 1)..]);
        return new RequestToVerify(request.Method, path, query, request.Headers, body);
    }

    private async ValueTask<Caller> FromBearer(string authorization, string region, CancellationToken cancellationToken)
    {
        if (!BearerKey.TryParse(authorization, out var bearer, out var failure))
        {
            throw Refused(failure);
        }

        if (bearer.Claim is not { } claim)
        {
            var found = await keyring.FindApiKey(bearer.Hash, cancellationToken)
                ?? throw Refused(SignatureErrors.InvalidBearerKey);
            return found.ExpiresAt <= clock.GetUtcNow()
                ? throw Refused(SignatureErrors.ExpiredBearerKey)
                : new Caller(found.Account, region, found.PrincipalArn);
        }

        var key = await FindKey(claim, cancellationToken);
        return bearer.VerifyShortTerm(verifier, clock, key.Secret) is { } refusal
            ? throw Refused(refusal)
            : new Caller(key.Account, claim.Scope.Region, key.PrincipalArn);
    }

    private async ValueTask<AccessKey> FindKey(SignatureClaim claim, CancellationToken cancellationToken)
    {
        var key = await keyring.FindAccessKey(claim.AccessKeyId, cancellationToken);
        return key?.Admits(claim.SessionToken) == true
            ? key
            : throw Refused(SignatureErrors.UnrecognizedClient);
    }

    private static SignatureRefusedException Refused(SignatureFailure failure) => new(failure);
}
