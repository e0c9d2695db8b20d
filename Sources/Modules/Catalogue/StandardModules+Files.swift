import Execution

extension StandardModules {
    static func addFiles(to catalogue: inout Catalogue, _ host: HostWriter) {
        let reader = host.reader
        catalogue.add(FileManaged.self, reader: reader, writer: host)
        catalogue.add(FileDirectory.self, reader: reader, writer: host)
        catalogue.add(FileRecurse.self, reader: reader, writer: host)
        catalogue.add(FileSymlink.self, reader: reader, writer: host)
        catalogue.add(FileHardlink.self, reader: reader, writer: host)
        catalogue.add(FileAbsent.self, reader: reader, writer: host)
        catalogue.add(FileTidied.self, reader: reader, writer: host)
        catalogue.add(FileCopy.self, reader: reader, writer: host)
        catalogue.add(FileRename.self, reader: reader, writer: host)
        catalogue.add(FileTouch.self, reader: reader, writer: host)
        catalogue.add(FileExists.self, reader: reader, writer: host)
        catalogue.add(FileMissing.self, reader: reader, writer: host)
        catalogue.add(FileAppend.self, reader: reader, writer: host)
        catalogue.add(FilePrepend.self, reader: reader, writer: host)
        catalogue.add(FileLine.self, reader: reader, writer: host)
        catalogue.add(FileReplace.self, reader: reader, writer: host)
        catalogue.add(FileBlockReplace.self, reader: reader, writer: host)
        catalogue.add(FileKeyValue.self, reader: reader, writer: host)
        catalogue.add(FileComment.self, reader: reader, writer: host)
        catalogue.add(FileUncomment.self, reader: reader, writer: host)
        catalogue.add(FileSerialize.self, reader: reader, writer: host)
        catalogue.add(FileCached.self, reader: reader, writer: host)
        catalogue.add(FileNotCached.self, reader: reader, writer: host)
        catalogue.add(FileDecode.self, reader: reader, writer: host)
        catalogue.add(FileAccumulated.self, reader: reader, writer: host)
    }
}
