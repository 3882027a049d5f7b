extension JSONParser {
    /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?` (RFC 8259 §6)
    mutating func number() throws(JSONError) -> JSONNumber {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        if next(in: 48...48) {
            position += 1
        } else {
            try digits()
        }
        if next(in: UInt8(ascii: ".")...UInt8(ascii: ".")) {
            position += 1
            try digits()
        }
        if next(in: UInt8(ascii: "e")...UInt8(ascii: "e")) || next(in: UInt8(ascii: "E")...UInt8(ascii: "E")) {
            position += 1
            if next(in: UInt8(ascii: "+")...UInt8(ascii: "+")) || next(in: UInt8(ascii: "-")...UInt8(ascii: "-")) {
                position += 1
            }
            try digits()
        }
        if next(in: 48...57) { throw failure(.invalidNumber) }
        return JSONNumber(validated: String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private func next(in range: ClosedRange<UInt8>) -> Bool {
        position < bytes.count && range.contains(bytes[position])
    }

    private mutating func digits() throws(JSONError) {
        guard next(in: 48...57) else { throw failure(.invalidNumber) }
        while next(in: 48...57) { position += 1 }
    }

    /// A string from its opening quote to past its closing one.
    mutating func string() throws(JSONError) -> String {
        let start = position
        position += 1
        var decoded: [UInt8] = []
        var runStart = position
        while true {
            switch try peek() {
            case UInt8(ascii: "\""):
                // Most strings have no escape: then the text is taken in one piece.
                let text =
                    decoded.isEmpty
                    ? String(validating: bytes[runStart..<position], as: UTF8.self)
                    : String(validating: decoded + bytes[runStart..<position], as: UTF8.self)
                guard let text else { throw JSONError(offset: start, reason: .invalidUTF8) }
                position += 1
                return text
            case UInt8(ascii: "\\"):
                decoded += bytes[runStart..<position]
                try escape(into: &decoded)
                runStart = position
            case 0: throw failure(.nulCharacter)
            case 1..<0x20: throw failure(.controlCharacter)
            default: position += 1
            }
        }
    }

    private mutating func escape(into decoded: inout [UInt8]) throws(JSONError) {
        let start = position
        position += 1
        let code = try peek()
        position += 1
        switch code {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(code)
        case UInt8(ascii: "b"): decoded.append(0x08)
        case UInt8(ascii: "f"): decoded.append(0x0C)
        case UInt8(ascii: "n"): decoded.append(0x0A)
        case UInt8(ascii: "r"): decoded.append(0x0D)
        case UInt8(ascii: "t"): decoded.append(0x09)
        case UInt8(ascii: "u"): decoded += Array(String(Character(try escapedScalar(from: start))).utf8)
        default: throw JSONError(offset: start, reason: .invalidEscape)
        }
    }

    /// What `\uXXXX`, or a pair of them, stands for; the first `\u` has been read.
    private mutating func escapedScalar(from start: Int) throws(JSONError) -> Unicode.Scalar {
        let first = try hexQuad(from: start)
        guard first != 0 else { throw JSONError(offset: start, reason: .nulCharacter) }
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800...0xDBFF).contains(first), position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { throw JSONError(offset: start, reason: .loneSurrogate) }
        position += 2
        let second = try hexQuad(from: start)
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw JSONError(offset: start, reason: .loneSurrogate) }
        return scalar
    }

    private mutating func hexQuad(from start: Int) throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(try peek())).hexDigitValue else {
                throw JSONError(offset: start, reason: .invalidEscape)
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
