using System.Globalization;
using Ganban.Corpus.Drawing;

namespace Ganban.Corpus.Names;

/// <summary>Values of every kind in many notations and units.</summary>
internal sealed class ValueSource(Scene scene, WordLists words)
{
    private static readonly string[] Months =
    [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ];

    private readonly Draw _draw = scene.Draw;

    /// <summary>A value of a kind in the conversation's language.</summary>
    public string Of(ValueKind kind) => kind switch
    {
        ValueKind.Amount => Amount(),
        ValueKind.Money => Money(),
        ValueKind.Weight => Number() + scene.In(
            _draw.Pick(" kg", "kg", " g", " tons"), _draw.Pick("kg", "g", "トン", "キロ")),
        ValueKind.Length => Number() + scene.In(
            _draw.Pick(" cm", "cm", " m", " mm", " feet"), _draw.Pick("cm", "m", "mm", "メートル")),
        ValueKind.Date => Date(),
        ValueKind.Person => scene.Names.Person(),
        ValueKind.Place => scene.Names.Place(),
        ValueKind.Color => _draw.PickFrom(words[scene.In("en.color", "ja.color")]),
        ValueKind.Count => _draw.Between(2, 900) + scene.In(
            _draw.Pick("", " people", " units", " members", " users"), _draw.Pick("人", "名", "台", "個", "件", "回")),
        ValueKind.Duration => _draw.Between(2, 90) + scene.In(
            _draw.Pick(" minutes", " hours", " days", " months", " years", " weeks"),
            _draw.Pick("分", "時間", "日", "か月", "年", "週間")),
        ValueKind.Code => Code(),
        ValueKind.Mail => $"{scene.Names.Word()}@{scene.Names.Word()}{_draw.Pick(".com", ".jp", ".org", ".example", ".net")}",
        ValueKind.Phone => Text($"0{_draw.Between(3, 99)}-{_draw.Between(100, 9999)}-{_draw.Between(1000, 9999)}"),
        ValueKind.Temperature => _draw.Between(-20, 300) + scene.In(
            _draw.Pick(" degrees", "°C", " °C", "°F"), _draw.Pick("度", "℃", "°C")),
        ValueKind.Percent => _draw.Between(1, 99) + scene.In(
            _draw.Pick("%", "%", " percent"), _draw.Pick("%", "％", "パーセント")),
        ValueKind.Thing => scene.Names.Item(),
        ValueKind.Version => Text($"{_draw.Between(0, 9)}.{_draw.Between(0, 20)}") + (_draw.Chance(0.5) ? "." + _draw.Below(10) : ""),
        ValueKind.Time => Time(),
        ValueKind.Company => scene.Names.Company(),
        _ => "https://" + scene.Names.Word() + _draw.Pick(".com", ".jp", ".org") + "/" + scene.Names.Word(),
    };

    /// <summary>An amount with its unit.</summary>
    public string Amount()
    {
        if (_draw.Chance(0.08))
        {
            return Number();
        }

        var unit = _draw.PickFrom(words[scene.In("en.unit", "ja.unit")]);
        return Number() + (scene.IsJapanese || (unit.Length <= 2 && _draw.Chance(0.5)) ? "" : " ") + unit;
    }

    /// <summary>A positive number, mostly small and whole.</summary>
    public string Number() => _draw.PickWeighted(0.6, 0.15, 0.15, 0.1) switch
    {
        0 => Text($"{_draw.Between(1, 99)}"),
        1 => Text($"{_draw.Between(2, 60) * 50}"),
        2 => Text($"{_draw.Between(0, 20)}.{_draw.Between(1, 9)}"),
        _ => Grouped(_draw.Between(1000, 90000)),
    };

    /// <summary>A date of the calendar as ISO 8601 has it.</summary>
    public string IsoDate() =>
        Text($"{_draw.Between(1990, 2035)}-{_draw.Between(1, 12):D2}-{_draw.Between(1, 28):D2}");

    /// <summary>A date as the United States write it in figures.</summary>
    public string AmericanDate() =>
        Text($"{_draw.Between(1, 12):D2}/{_draw.Between(1, 28):D2}/{_draw.Between(1990, 2035)}");

    /// <summary>An ISO date as people write it.</summary>
    public string InWords(string iso)
    {
        var date = DateOnly.ParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var month = Months[date.Month - 1];
        return scene.IsJapanese
            ? Text($"{date.Year}年{date.Month}月{date.Day}日")
            : _draw.Pick(
                Text($"{month} {date.Day}, {date.Year}"),
                Text($"{date.Day} {month} {date.Year}"),
                Text($"{month} {date.Day} {date.Year}"));
    }

    /// <summary>A formula of one variable.</summary>
    public string Formula()
    {
        var x = _draw.Pick("x", "x", "x", "t", "y");
        var power = _draw.Pick("^", "^", "**");
        var (a, b, c) = (_draw.Between(2, 12), _draw.Between(2, 12), _draw.Between(1, 20));
        return _draw.Below(8) switch
        {
            0 => Text($"{x}{power}{b}"),
            1 => Text($"{a}{x}{power}2 + {b}{x} - {c}"),
            2 => Text($"{a}{x}{power}{b} - {c}"),
            3 => Text($"{a}{x} + {c}"),
            4 => Text($"{x}{power}3 + {b}{x}"),
            5 => Text($"{_draw.Pick("sin", "cos", "log", "exp", "sqrt", "tan")}({x})"),
            6 => Text($"{a}*{x}{power}2 + {c}"),
            _ => Text($"{_draw.Pick("sin", "cos")}({a}{x}) + {x}{power}2"),
        };
    }

    /// <summary>A row of DNA bases.</summary>
    public string Bases()
    {
        var letters = new char[_draw.Between(4, 16)];
        foreach (ref var letter in letters.AsSpan())
        {
            letter = "ACGT"[_draw.Below(4)];
        }

        return new string(letters);
    }

    /// <summary>A code of letters and digits.</summary>
    public string Code() => _draw.Below(4) switch
    {
        0 => Text($"{Letters(3)}-{_draw.Between(100, 9999)}"),
        1 => Text($"{_draw.Between(1000, 9999)}-{Letters(2)}{_draw.Between(10, 999)}"),
        2 => Text($"{Letters(1)}{_draw.Between(10, 99999)}"),
        _ => Text($"{Letters(2)}_{_draw.Between(1, 99)}{Letters(1)}"),
    };

    /// <summary>Large letters.</summary>
    public string Letters(int count)
    {
        var letters = new char[count];
        foreach (ref var letter in letters.AsSpan())
        {
            letter = (char)('A' + _draw.Below(26));
        }

        return new string(letters);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Grouped(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private string Money()
    {
        var amount = _draw.Between(1, 99) * _draw.Pick(10, 100, 1000);
        var written = _draw.Chance(0.5) ? Grouped(amount) : Text($"{amount}");
        return scene.IsJapanese
            ? _draw.Pick(written + "円", written + "円", "¥" + written, _draw.Between(1, 300) + "万円")
            : _draw.Pick(
                "$" + written, written + " yen", Text($"${_draw.Between(1, 99)}.{_draw.Between(10, 99)}"), written + " euros", "€" + written);
    }

    private string Date()
    {
        var (year, month, day) = (_draw.Between(1985, 2035), _draw.Between(1, 12), _draw.Between(1, 28));
        if (scene.IsJapanese)
        {
            return _draw.Pick(
                Text($"{year}年{month}月{day}日"),
                Text($"{month}月{day}日"),
                Text($"{year}/{month:D2}/{day:D2}"),
                Text($"{year}年{month}月"));
        }

        var name = Months[month - 1];
        return _draw.Pick(
            Text($"{name} {day}, {year}"),
            Text($"{day} {name} {year}"),
            Text($"{year}-{month:D2}-{day:D2}"),
            Text($"{name} {year}"));
    }

    private string Time()
    {
        if (scene.IsJapanese && _draw.Chance(0.5))
        {
            return _draw.Pick("午前", "午後", "") + _draw.Between(1, 11) + "時" + _draw.Pick("", "", "半", "15分");
        }

        return !scene.IsJapanese && _draw.Chance(0.4)
            ? Text($"{_draw.Between(1, 12)}:{_draw.Below(60):D2}") + _draw.Pick(" AM", " PM", "am", "pm")
            : Text($"{_draw.Below(24)}:{_draw.Below(60):D2}");
    }
}
