using System.Globalization;
using System.Text;
using System.Xml;
using Microsoft.AspNetCore.Http;

namespace Ganban.S3.Xml;

/// <summary>Writes a document of S3's answers.</summary>
internal sealed class XmlDocumentWriter : IDisposable
{
    private const string Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    // Keys may hold characters that XML forbids; S3 writes them as references all the same.
    private static readonly XmlWriterSettings s_settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        CheckCharacters = false,
    };

    private readonly MemoryStream _buffer = new();
    private readonly XmlWriter _xml;

    public XmlDocumentWriter(string root, bool withNamespace = true)
    {
        _xml = XmlWriter.Create(_buffer, s_settings);
        _xml.WriteStartDocument();
        _xml.WriteStartElement(root, withNamespace ? Namespace : "");
    }

    /// <summary>A moment as XML holds it.</summary>
    public static string Time(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public void Value(string name, string? value)
    {
        if (value is not null)
        {
            _xml.WriteElementString(name, value);
        }
    }

    public void Value(string name, long value) => Value(name, value.ToString(CultureInfo.InvariantCulture));

    public void Value(string name, bool value) => Value(name, value ? "true" : "false");

    /// <summary>The text of the element itself.</summary>
    public void Text(string text) => _xml.WriteString(text);

    public void Element(string name, Action content)
    {
        _xml.WriteStartElement(name);
        content();
        _xml.WriteEndElement();
    }

    /// <summary>Ends the document and sends it.</summary>
    public async Task Send(HttpResponse response, CancellationToken cancellationToken)
    {
        _xml.WriteEndDocument();
        _xml.Dispose();
        response.ContentType = "application/xml";
        response.ContentLength = _buffer.Length;
        await response.Body.WriteAsync(_buffer.GetBuffer().AsMemory(0, (int)_buffer.Length), cancellationToken);
    }

    public void Dispose()
    {
        _xml.Dispose();
        _buffer.Dispose();
    }
}
