package io.gyre.dns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.EnumSet;
import java.util.List;

/** Keeps a resolver as the system's files say, also when they change: looks at them when a question is asked, but not more than every few seconds. */
final class SystemConf {
    private static final long PAUSE_NANOS = 5_000_000_000L;

    private final Engine engine;
    private final ConfLoader loader;
    private final Path resolvConf;
    private final Path hosts;
    private List<FileTime> stamps;
    private long lookedAt;

    SystemConf(Engine engine, ConfLoader loader, Path resolvConf, Path hosts) {
        this.engine = engine;
        this.loader = loader;
        this.resolvConf = resolvConf;
        this.hosts = hosts;
        stamps = stamps();
        lookedAt = engine.now();
    }

    ConfStatus load() {
        return loader.load(resolvConf, EnumSet.allOf(ConfPart.class), engine.servers::addFromSystem);
    }

    /** Reads the files again if they have changed. Questions under way go on with the new servers, and those that were added by hand. */
    void refresh() {
        if (engine.now() - lookedAt < PAUSE_NANOS) {
            return;
        }
        lookedAt = engine.now();
        List<FileTime> newer = stamps();
        if (!newer.equals(stamps)) {
            stamps = newer;
            engine.recall();
            engine.servers.forgetSystem();
            load();
            engine.admission.pump();
        }
    }

    private List<FileTime> stamps() {
        return List.of(stamp(resolvConf), stamp(hosts));
    }

    private static FileTime stamp(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException missing) {
            return FileTime.fromMillis(0);
        }
    }
}
