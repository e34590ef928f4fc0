package io.tarn.cli;

import io.tarn.client.manage.Backup;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "backup",
        description = {
            "Copy the embedded database of a running server to its own disk (administrators).",
            "The file is made in backups in the server's data-dir; it never crosses the network.",
            "On the machine of a server that is stopped, ./tarn restore puts it back."
        })
final class BackupCommand extends Group implements Callable<Integer> {
    @Option(
            names = "--to",
            paramLabel = "FILE",
            required = true,
            description = "The file's name, without a directory; one that is there is not replaced")
    String to = "";

    BackupCommand(Cli cli) {
        super(cli);
    }

    @Override
    public Integer call() {
        Backup made = cli.management().backUp(to);
        output().done("backed up", "store", made.file() + ", " + made.bytes() + " bytes");
        return Exit.OK;
    }
}
