using System.Globalization;

namespace Ganban.Bench.Server;

/// <summary>A factory that nobody has: a product, its materials, what is in stock of them; made by a seed.</summary>
/// <param name="IsJapanese">Its language.</param>
/// <param name="Product">The product.</param>
/// <param name="Document">What the knowledge base says of it.</param>
/// <param name="Question">What the user asks.</param>
/// <param name="Instruction">What the agent is told.</param>
/// <param name="Function">The function that tells the stock.</param>
/// <param name="Stock">The materials, with what is in stock.</param>
internal sealed record InventedScenario(
    bool IsJapanese,
    string Product,
    string Document,
    string Question,
    string Instruction,
    string Function,
    IReadOnlyList<(string Material, string Amount)> Stock)
{
    private static readonly string[] Functions =
        ["get_material_stock", "check_inventory", "lookup_stock", "stock_level", "find_parts_stock"];

    private static readonly (string[] Beginnings, string[] Kinds, string[] Materials, string[] Units) Japanese = (
        ["そらまめ", "からくり", "ひなた", "つむじ", "ほたる", "ゆきの", "みどり", "あさひ", "こはく", "すずめ"],
        ["ロボット", "オルゴール", "ランタン", "時計", "スピーカー", "ドローン"],
        ["銅線", "ガラス板", "歯車", "マイクロモーター", "木板", "シリコン", "ばね", "電池", "光センサー", "ねじ", "羊毛", "アルミ管",
            "磁石", "レンズ", "和紙", "発光ダイオード", "ゴム", "真鍮", "布", "竹", "コンデンサー", "滑車", "塗料", "接着剤"],
        ["個", "kg", "枚", "本"]);

    private static readonly (string[] Beginnings, string[] Kinds, string[] Materials, string[] Units) English = (
        ["Maple", "Harbor", "Comet", "Willow", "Falcon", "Ember", "Cedar", "Lumen", "Tundra", "Pebble"],
        ["Robot", "Lantern", "Clock", "Drone", "Speaker", "Heater"],
        ["copper wire", "glass panel", "brass gear", "micro motor", "pine board", "silicone", "spring", "battery",
            "light sensor", "steel screw", "wool", "magnet", "lens", "rubber", "bamboo", "leather strap", "paint",
            "resin",
            "aluminum tube", "felt", "crystal", "hinge", "ceramic plate", "gold leaf"],
        [" pieces", " kg", " sheets", " boxes"]);

    /// <summary>The scenario of a number: even ones are in Japanese.</summary>
    public static InventedScenario Of(int seed, int number)
    {
        var random = new Random((seed * 1_000_003) + number);
        var isJapanese = number % 2 == 0;
        var words = isJapanese ? Japanese : English;
        string Pick(string[] items) => items[random.Next(items.Length)];
        var product = Pick(words.Beginnings) + (isJapanese ? "" : " ") + Pick(words.Kinds);
        var materials = words.Materials.OrderBy(_ => random.Next()).Take(2 + random.Next(2)).ToList();
        var amounts = materials.Select(_ => random.Next(2, 90) + Pick(words.Units)).ToList();
        var needs = materials.Select(material =>
            string.Create(CultureInfo.InvariantCulture, $"- {material} {random.Next(1, 9)}{Pick(words.Units)}"));
        var function = Pick(Functions);
        var list = string.Join('\n', needs);
        return new InventedScenario(
            isJapanese,
            product,
            isJapanese
                ? $"「{product}」ドキュメント\n# 概要\n{product}は暮らしを助ける。\n# 材料\n{list}\n# 製造方法\n1. 組み立てる\n2. 完成"
                : $"The {product}\n\n## Overview\nThe {product} helps at home.\n\n## Materials\n{list}\n\n## Steps\n1. Assemble it",
            isJapanese ? $"{product}の材料の在庫はどれくらいある?" : $"What is the stock of the materials of the {product}?",
            isJapanese
                ? $"あなたは{product}工場のアシスタントです。材料の在庫は {function} 関数で取得できます。丁寧に答えてください。"
                : $"You are the assistant of a factory. Get the stock of a material with {function}.",
            function,
            [.. materials.Zip(amounts)]);
    }

    /// <summary>Whether an answer tells every material with its amount.</summary>
    public bool IsTold(string answer) => Stock.All(stock =>
        answer.Contains(stock.Material, StringComparison.OrdinalIgnoreCase)
        && answer.Contains(stock.Amount.Trim(), StringComparison.OrdinalIgnoreCase));
}
