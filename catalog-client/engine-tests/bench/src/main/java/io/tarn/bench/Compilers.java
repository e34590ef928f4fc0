package io.tarn.bench;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.HashMap;
import java.util.Map;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * The JIT compilers of this JVM and of those that it has started. A JVM that has just begun spends more on them than on what
 * it is asked for, for a minute or two; what is measured then says little of a server that runs for weeks.
 */
final class Compilers {
    private final Map<Long, CompilationMXBean> others = new HashMap<>();

    /** How long they have been at work, all together, in milliseconds. */
    long millis() throws IOException {
        long sum = ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
        for (ProcessHandle process : ProcessHandle.current().descendants().toList()) {
            if (process.info().command().filter(path -> path.endsWith("java")).isPresent()) {
                sum += millis(process);
            }
        }
        return sum;
    }

    private long millis(ProcessHandle process) throws IOException {
        try {
            CompilationMXBean known = others.get(process.pid());
            if (known == null) {
                known = connect(process.pid());
                others.put(process.pid(), known);
            }
            return known.getTotalCompilationTime();
        } catch (IOException | UndeclaredThrowableException | AttachNotSupportedException e) {
            if (process.isAlive()) {
                throw new IOException("process " + process.pid() + " does not say how long it has compiled", e);
            }
            return 0;
        }
    }

    // What answers is a process of this user that this one has started.
    @SuppressWarnings("BanJNDI")
    private static CompilationMXBean connect(long pid) throws IOException, AttachNotSupportedException {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
        try {
            JMXServiceURL url = new JMXServiceURL(machine.startLocalManagementAgent());
            // Left open, for it goes with the process; and never looked after, for then it would complain.
            return ManagementFactory.newPlatformMXBeanProxy(
                    JMXConnectorFactory.connect(url, Map.of("jmx.remote.x.client.connection.check.period", 0L))
                            .getMBeanServerConnection(),
                    ManagementFactory.COMPILATION_MXBEAN_NAME,
                    CompilationMXBean.class);
        } finally {
            machine.detach();
        }
    }
}
