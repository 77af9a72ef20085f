using System.Security.Cryptography;
using System.Text;
using Ganban.Protocol;
using Ganban.Protocol.Callers;
using Ganban.Protocol.Signatures;
using Ganban.S3.Errors;
using Ganban.S3.Pipeline;
using Microsoft.Extensions.Options;

namespace Ganban.S3.Forms;

/// <summary>
/// Establishes who signed the policy of a form: by Signature V4, or by the older one that boto3 still takes by default.
/// Source: "Authenticating requests in browser-based uploads using POST", S3 API reference.
/// </summary>
internal sealed class FormSignature(IKeyring keyring, IOptions<ProtocolOptions> options)
{
    /// <summary>The signer of a form's policy.</summary>
    /// <exception cref="Contracts.ModelledException">The signature is missing or wrong.</exception>
    public async Task<Caller> Verify(UploadForm form, string policy, CancellationToken cancellationToken)
    {
        var credential = form.Field("x-amz-credential");
        var (id, scope) = credential is null
            ? (form.Field("AWSAccessKeyId") ?? throw S3Errors.AccessDenied(), default(CredentialScope?))
            : Parse(credential);
        var key = await keyring.FindAccessKey(id, cancellationToken);
        if (key?.Admits(form.Field("x-amz-security-token")) != true)
        {
            throw S3Errors.UnknownKey();
        }

        var (claimed, calculated) = scope is { } part
            ? (form.Field("x-amz-signature"), SigV4.Sign(SigV4.DeriveKey(key.Secret, part), policy))
            : (form.Field("signature"), QuerySignatureV2.Sign(key.Secret, policy));
        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(calculated), Encoding.UTF8.GetBytes(claimed ?? ""))
            ? new Caller(key.Account, scope?.Region ?? options.Value.DefaultRegion, key.PrincipalArn)
            : throw S3Errors.SignatureDoesNotMatch();
    }

    private static (string Id, CredentialScope? Scope) Parse(string credential) =>
        credential.Split('/') is
            [{ Length: > 0 } id, var date, var region, S3Service.SigningName, CredentialScope.Terminator]
            ? (id, new CredentialScope(date, region, S3Service.SigningName))
            : throw S3Errors.InvalidArgument(
                "X-Amz-Credential must have the form <access key id>/<date>/<region>/s3/aws4_request.");
}
