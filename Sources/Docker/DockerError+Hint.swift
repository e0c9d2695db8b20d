import Glibc

extension DockerError {
    /// What to do about an `errno` of the engine's socket.
    static func hint(for systemError: Int32) -> String? {
        switch systemError {
        case ENOENT: "is Docker installed and running? (apt install docker.io; systemctl start docker)"
        case ECONNREFUSED: "the socket is there but no engine listens (systemctl status docker)"
        case EACCES, EPERM: "run as root or as a member of the group docker"
        default: nil
        }
    }
}
