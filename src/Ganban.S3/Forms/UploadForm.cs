using System.Text;
using Ganban.S3.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Ganban.S3.Forms;

/// <summary>A form that uploads a file: the fields before the file, and the file, which is not read yet.</summary>
/// <param name="Fields">The fields by their names, whatever their letters' case.</param>
/// <param name="FileName">What the file is called where it comes from, without folders.</param>
/// <param name="File">The file's content; to be read once.</param>
internal sealed record UploadForm(IReadOnlyDictionary<string, string> Fields, string FileName, Stream File)
{
    private const string FileField = "file";
    private const int FieldBytesMax = 20 * 1024; // S3's limit of all fields together
    private const int BoundaryCharactersMax = 200;

    /// <summary>Whether a request is such a form. Nobody else on the port takes forms of this type.</summary>
    public static bool IsPresent(HttpRequest request) =>
        HttpMethods.IsPost(request.Method)
        && request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>A field, or null.</summary>
    public string? Field(string name) => Fields.GetValueOrDefault(name);

    /// <summary>
    /// Whether what reading threw says that the form is broken, and not that the request is late or too large.
    /// </summary>
    public static bool IsBroken(Exception exception) =>
        exception is InvalidDataException or (IOException and not BadHttpRequestException);

    /// <summary>Reads a form up to its file.</summary>
    /// <exception cref="Contracts.ModelledException">It is none, has no file, or too much before it.</exception>
    public static async Task<UploadForm> Read(HttpRequest request, CancellationToken cancellationToken)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).ToString()
            : "";
        if (boundary.Length is 0 or > BoundaryCharactersMax)
        {
            throw S3Errors.MalformedForm();
        }

        try
        {
            return await Read(new MultipartReader(boundary, request.Body), cancellationToken);
        }
        catch (Exception e) when (IsBroken(e))
        {
            throw S3Errors.MalformedForm(e);
        }
    }

    private static async Task<UploadForm> Read(MultipartReader reader, CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var bytesLeft = FieldBytesMax;
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
            {
                throw S3Errors.MalformedForm();
            }

            var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
            if (name.Equals(FileField, StringComparison.OrdinalIgnoreCase))
            {
                var file = disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName;
                var path = HeaderUtilities.RemoveQuotes(file).ToString();
                return new UploadForm(fields, path[(path.LastIndexOfAny(['/', '\\']) + 1)..], section.Body);
            }

            var value = await Text(section.Body, bytesLeft, cancellationToken);
            bytesLeft -= Encoding.UTF8.GetByteCount(name) + value.Length;
            if (bytesLeft < 0 || !fields.TryAdd(name, Encoding.UTF8.GetString(value)))
            {
                throw bytesLeft < 0
                    ? S3Errors.FormFieldsTooLarge()
                    : S3Errors.InvalidArgument($"POST requires exactly one value of the field {name}.");
            }
        }

        throw S3Errors.InvalidArgument("POST requires exactly one file upload per request.");
    }

    private static async Task<byte[]> Text(Stream body, int bytesMax, CancellationToken cancellationToken)
    {
        var buffer = new byte[Math.Max(bytesMax, 0) + 1];
        var count = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return count < buffer.Length ? buffer[..count] : throw S3Errors.FormFieldsTooLarge();
    }
}
