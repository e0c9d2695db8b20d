/// The colours of Salt's output, or none.
struct Palette: Sendable {
    enum Colour: String, Sendable {
        case green = "0;32"
        case red = "0;31"
        case cyan = "0;36"
        case lightYellow = "0;1;33"
        case lightRed = "0;1;31"
        case lightGreen = "0;1;32"
        case lightBlue = "0;1;34"
        case lightMagenta = "0;1;35"
        case blue = "0;34"
        case magenta = "0;35"
    }

    let isOn: Bool

    func start(_ colour: Colour) -> String { isOn ? "\u{1B}[\(colour.rawValue)m" : "" }

    var end: String { isOn ? "\u{1B}[0;0m" : "" }

    func paint(_ text: String, _ colour: Colour) -> String { start(colour) + text + end }
}
