import Values
import YAML

/// `DIR/grains`: grains of this host that an administrator wrote there, or `grains.set` did.
enum GrainsFile {
    /// - Throws: a file that can't be read, is not YAML or not a mapping. A missing file is none.
    static func read(in directory: String) throws(Diagnostics) -> ValueMap {
        do throws(Diagnostic) {
            let path = "\(directory)/grains"
            guard let text = try ConfigurationFiles.text(of: path) else { return [:] }
            let content = try YAMLReader.read(text, file: path)
            if content.isNull { return [:] }
            guard let grains = content.value.map else {
                throw Diagnostic("the grains file is a mapping, this is \(content.kindName)", at: content.location)
            }
            return grains
        } catch {
            throw Diagnostics([error])
        }
    }
}
