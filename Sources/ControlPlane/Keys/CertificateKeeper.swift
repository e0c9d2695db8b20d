package import Logging
import ServiceLifecycle
import Values

/// Renews the master's own certificates while it runs, a month before they end: whoever connects afterwards is shown
/// the
/// new ones.
package struct CertificateKeeper: Service, CustomStringConvertible {
    private let authority: any CertificateAuthority
    private let interval: Duration
    private let logger: Logger

    package init(authority: any CertificateAuthority, every interval: Duration = .seconds(3600), logger: Logger) {
        self.authority = authority
        self.interval = interval
        self.logger = logger
    }

    package var description: String { "certificates" }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                look()
                do { try await Task.sleep(for: interval) } catch { return }
            }
        }
    }

    private func look() {
        do {
            for file in try authority.renewOwnCertificates() {
                logger.notice("a certificate of the master was renewed", metadata: ["certificate.file": "\(file).crt"])
            }
        } catch {
            logger.error(
                "a certificate of the master ends within a month and can't be renewed; it is tried again every hour",
                metadata: ["error.message": "\(error)"])
        }
    }
}
