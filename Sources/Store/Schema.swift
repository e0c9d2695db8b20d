import GRDB

/// The tables and how they came to be. A published migration is never edited; a change is a new one.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 keys and grains") { try $0.execute(sql: keys) }
        migrator.registerMigration("2 jobs") { try $0.execute(sql: jobs) }
        migrator.registerMigration("3 stacks") { try $0.execute(sql: stacks) }
        migrator.registerMigration("4 what a stack is made of and what is left of it") {
            try $0.execute(sql: leftovers)
        }
        migrator.registerMigration("5 the renewal of certificates") { try $0.execute(sql: renewals) }
        migrator.registerMigration("6 the mine") { try $0.execute(sql: mine) }
        migrator.registerMigration("7 how jobs end") { try $0.execute(sql: outcomes) }
        migrator.registerMigration("8 jobs that are killed") { try $0.execute(sql: kills) }
        migrator.registerMigration("9 ids that no minion has") {
            try $0.execute(sql: "ALTER TABLE job ADD COLUMN unknown TEXT NOT NULL DEFAULT '[]'")
        }
        migrator.registerMigration("10 what is open") { try $0.execute(sql: open) }
        return migrator
    }

    /// Times are microseconds since 1970, structured values JSON text, in every table.
    private static let keys = """
        CREATE TABLE minion_key (
            minion TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('accepted', 'pending', 'rejected', 'denied')),
            public_key TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            certificate TEXT,
            serial TEXT,
            since INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX minion_key_current ON minion_key (minion) WHERE state <> 'denied';
        CREATE UNIQUE INDEX minion_key_denied ON minion_key (minion) WHERE state = 'denied';
        CREATE TABLE minion_grains (
            minion TEXT NOT NULL PRIMARY KEY,
            grains TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    private static let jobs = """
        CREATE TABLE job (
            jid TEXT NOT NULL PRIMARY KEY,
            function TEXT NOT NULL,
            arguments TEXT NOT NULL,
            keywords TEXT NOT NULL,
            target TEXT NOT NULL,
            target_type TEXT NOT NULL,
            user TEXT NOT NULL,
            expires INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE job_minion (
            jid TEXT NOT NULL REFERENCES job ON DELETE CASCADE,
            minion TEXT NOT NULL,
            position INTEGER NOT NULL,
            PRIMARY KEY (jid, minion)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX job_minion_by_minion ON job_minion (minion, jid);
        CREATE TABLE job_return (
            jid TEXT NOT NULL,
            minion TEXT NOT NULL,
            function TEXT NOT NULL,
            value TEXT NOT NULL,
            retcode INTEGER NOT NULL,
            outputter TEXT,
            returned INTEGER NOT NULL,
            PRIMARY KEY (jid, minion),
            FOREIGN KEY (jid, minion) REFERENCES job_minion ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        """

    private static let stacks = """
        CREATE TABLE stack (
            app TEXT NOT NULL,
            version TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('release', 'active', 'inactive')),
            backend TEXT NOT NULL,
            since INTEGER NOT NULL,
            PRIMARY KEY (app, version),
            UNIQUE (app, state)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE stack_transition (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            app TEXT NOT NULL,
            action TEXT NOT NULL CHECK (action IN ('release', 'activate', 'deactivate', 'rollback')),
            version TEXT NOT NULL,
            from_state TEXT NOT NULL,
            to_state TEXT NOT NULL,
            user TEXT NOT NULL,
            jid TEXT NOT NULL,
            started INTEGER NOT NULL,
            ended INTEGER,
            outcome TEXT NOT NULL CHECK (outcome IN ('intended', 'succeeded', 'failed')),
            detail TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX stack_transition_open ON stack_transition (app) WHERE outcome = 'intended';
        CREATE INDEX stack_transition_by_app ON stack_transition (app, id);
        """

    private static let leftovers = """
        ALTER TABLE stack ADD COLUMN definition TEXT NOT NULL DEFAULT 'null';
        ALTER TABLE stack ADD COLUMN minions TEXT NOT NULL DEFAULT '[]';
        CREATE TABLE stack_leftover (
            app TEXT NOT NULL,
            version TEXT NOT NULL,
            backend TEXT NOT NULL,
            since INTEGER NOT NULL,
            definition TEXT NOT NULL,
            minions TEXT NOT NULL,
            is_kept INTEGER NOT NULL,
            PRIMARY KEY (app, version)
        ) STRICT, WITHOUT ROWID;
        """

    private static let mine = """
        CREATE TABLE minion_mine (
            minion TEXT NOT NULL,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            readers TEXT,
            readers_type TEXT,
            PRIMARY KEY (minion, name)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX minion_mine_by_name ON minion_mine (name);
        """

    private static let renewals = """
        ALTER TABLE minion_key ADD COLUMN expires INTEGER;
        ALTER TABLE minion_key ADD COLUMN previous_serial TEXT;
        ALTER TABLE minion_key ADD COLUMN previous_until INTEGER;
        CREATE INDEX minion_key_pending ON minion_key (minion) WHERE state = 'pending';
        """

    /// `is_reached`: the minion was connected while the job was valid. `given_up`: when it was waited for no longer.
    /// `is_over`: nothing can change any more; set some time after the end, so that few are looked at again and again.
    /// Of older jobs nobody knows whom they reached: a minion that may be at work is not to be given up as unreachable.
    private static let outcomes = """
        ALTER TABLE job ADD COLUMN is_over INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE job_minion ADD COLUMN is_reached INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE job_minion ADD COLUMN given_up INTEGER;
        ALTER TABLE job_return ADD COLUMN is_refusal INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX job_not_over ON job (expires) WHERE is_over = 0;
        UPDATE job_minion SET is_reached = 1;
        """

    /// `killed`: since when the job is to end on the minion, or not to begin there.
    private static let kills = """
        ALTER TABLE job_minion ADD COLUMN killed INTEGER;
        CREATE INDEX job_minion_killed ON job_minion (minion, jid) WHERE killed IS NOT NULL;
        """

    /// `is_returned`: there is a row in `job_return`. An index can only tell what is open by a column of its own table.
    private static let open = """
        ALTER TABLE job_minion ADD COLUMN is_returned INTEGER NOT NULL DEFAULT 0;
        UPDATE job_minion SET is_returned = 1 WHERE EXISTS (
            SELECT 1 FROM job_return WHERE jid = job_minion.jid AND minion = job_minion.minion);
        DROP INDEX job_minion_by_minion;
        CREATE INDEX job_minion_open ON job_minion (minion, jid) WHERE is_returned = 0 AND given_up IS NULL;
        """
}
