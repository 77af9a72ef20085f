using Ganban.S3.Xml;
using Ganban.Storage.Objects;

namespace Ganban.S3.Buckets;

/// <summary>The entries of a list, the same in both versions of it.</summary>
internal static class ListedObjects
{
    public static void Write(XmlDocumentWriter document, ObjectPage page, ListedText text, string? owner)
    {
        foreach (var found in page.Objects)
        {
            document.Element("Contents", () =>
            {
                document.Value("Key", text.Of(found.Key));
                document.Value("LastModified", XmlDocumentWriter.Time(found.ModifiedAt));
                document.Value("ETag", $"\"{found.ETag}\"");
                document.Value("Size", found.Bytes);
                document.Value("StorageClass", "STANDARD");
                if (owner is not null)
                {
                    document.Element("Owner", () => document.Value("ID", owner));
                }
            });
        }

        foreach (var prefix in page.CommonPrefixes)
        {
            document.Element("CommonPrefixes", () => document.Value("Prefix", text.Of(prefix)));
        }
    }
}
