package import Execution
import Host
import Model
import Values

/// A state function that gives one text file another content: it reads the file, plans the new text and writes it.
package protocol FileEditing: StateFunction
where Reader == HostReader, Writer == HostWriter, Observation == SeenText, Change == TextEdit {
    var path: String { get }
}

extension FileEditing {
    package func observe(with reader: HostReader, in run: RunContext) async throws -> SeenText {
        try SeenText(path, reader.files, isTest: run.isTest)
    }

    package func apply(_ edit: TextEdit, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        try edit.apply(with: writer.files)
    }

    /// Why nothing can be planned for a file that has to be there.
    func problem(_ seen: SeenText) -> String? {
        seen.problem ?? (seen.text == nil ? "\(path): file not found" : nil)
    }
}
