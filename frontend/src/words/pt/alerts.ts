import type { Alert } from "../../api/types";
import { dateWords, dayWords, hourWords, momentWords } from "../dates";
import { counted, fitting } from "../plural";

const LANGUAGE = "pt-BR";
const percent = (share: number) =>
  new Intl.NumberFormat(LANGUAGE, { style: "percent", maximumFractionDigits: 0 }).format(
    share / 100,
  );
const number = (value: number) =>
  new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 1 }).format(value);
const days = (count: number) => counted(LANGUAGE, count, "dia", "dias");
const refused = (what: string, why: string) =>
  why ? `${what}: ${why}` : `${what}. Tente de novo.`;
const kinds: Record<Alert["kind"], string> = {
  disk_warning: "Disco enchendo",
  disk_high: "Disco quase cheio",
  disk_critical: "Disco cheio",
  recording_stopped: "Gravação parada",
  camera_offline: "Câmera fora do ar",
  frame_loss: "Perda de quadros",
  promise_at_risk: "Retenção em risco",
  cleanup_overdue: "Limpeza atrasada",
  volume_missing: "Volume ausente",
  schedule: "Tarefa periódica desligada",
};
const severities: Record<Alert["severity"], string> = { warning: "Atenção", critical: "Crítico" };

export const alerts = {
  title: "Alertas e armazenamento",
  open: "Alertas abertos",
  closed: "Encerrados recentemente",
  none: "Nenhum alerta aberto.",
  show: "Ver alertas",
  strip: "Avisos",
  kinds,
  severities,
  bell: (open: number, critical: number) => {
    if (open === 0) return "Alertas: nenhum aberto";
    const all = counted(LANGUAGE, open, "aberto", "abertos");
    return critical === 0
      ? `Alertas: ${all}`
      : `Alertas: ${all}, ${counted(LANGUAGE, critical, "crítico", "críticos")}`;
  },
  newCriticals: (count: number) =>
    counted(LANGUAGE, count, "novo alerta crítico", "novos alertas críticos"),
  criticals: (count: number) =>
    counted(LANGUAGE, count, "alerta crítico aberto", "alertas críticos abertos"),
  unanswered: "O servidor não responde: ainda não se sabe que alertas há.",
  old: (ms: number, zone: string) =>
    `O servidor não responde: estes alertas são das ${hourWords(LANGUAGE, ms, zone)}.`,
  since: (ms: number, nowMs: number, zone: string) => {
    const isToday = dateWords(LANGUAGE, ms, zone) === dateWords(LANGUAGE, nowMs, zone);
    return isToday
      ? `Desde as ${hourWords(LANGUAGE, ms, zone)}`
      : `Desde ${momentWords(LANGUAGE, ms, zone)}`;
  },
  ended: (ms: number, zone: string) => `Encerrado em ${momentWords(LANGUAGE, ms, zone)}`,
  acknowledge: "Reconhecer",
  acknowledged: (who: string, ms: number, zone: string) =>
    `Reconhecido${who && ` por ${who}`}, ${momentWords(LANGUAGE, ms, zone)}`,
  takenBy: (who: string) => `reconhecido por ${who}`,
  notAcknowledged: (why: string) => refused("O alerta não foi reconhecido", why),
  toCamera: "Abrir câmera",
  lastFootage: "Ver últimas imagens",

  storage: "Armazenamento",
  percent,
  unknown: "desconhecido",
  diskUse: (volume: string) => `Uso do volume ${volume}`,
  used: (used: string, total: string) => `${used} de ${total} em uso`,
  free: (size: string) => `${size} livres`,
  fullIn: (length: string) => `cheio em cerca de ${length}`,
  neverFull: "não enche no ritmo atual",
  volumeAway: "O disco deste volume não está no lugar: os números são os últimos conhecidos.",
  diskFull: (volume: string, used: number) => `Disco do volume ${volume}: ${percent(used)} em uso`,
  retention: (reachable: number, promised: number) =>
    reachable >= promised
      ? `Retenção de ${days(promised)} garantida`
      : `${fitting(LANGUAGE, Math.round(reachable * 10) / 10, "Cabe", "Cabem")} ${number(reachable)} ${fitting(LANGUAGE, promised, "do", "dos")} ${days(promised)} ${fitting(LANGUAGE, promised, "prometido", "prometidos")}`,
  justFits: "Os discos mal comportam a retenção prometida.",
  breaksAt: (ms: number, zone: string) =>
    `A partir de ${dateWords(LANGUAGE, ms, zone)}, imagens serão apagadas antes do prazo.`,

  expires: {
    today: (ms: number, zone: string) => `Expira hoje às ${hourWords(LANGUAGE, ms, zone)}`,
    tomorrow: (ms: number, zone: string) => `Expira amanhã às ${hourWords(LANGUAGE, ms, zone)}`,
    later: (ms: number, zone: string) => `Expira em ${momentWords(LANGUAGE, ms, zone)}`,
  },
  tonight: {
    today: (count: number, ms: number, zone: string) =>
      `${expiring(count)} hoje às ${hourWords(LANGUAGE, ms, zone)}`,
    tomorrow: (count: number, ms: number, zone: string) =>
      `${expiring(count)} amanhã às ${hourWords(LANGUAGE, ms, zone)}`,
    later: (count: number, ms: number, zone: string) =>
      `${expiring(count)} em ${momentWords(LANGUAGE, ms, zone)}`,
  },
  expiring: "Dias que expiram",
  expiriesFailed: "A lista do que expira não pôde ser atualizada.",
  nothingExpires: "Nada expira na próxima limpeza.",
  losses: (count: number, cameras: number, size: string) =>
    count === 0
      ? "Tudo o que expiraria está preservado."
      : `${days(count)} de ${counted(LANGUAGE, cameras, "câmera", "câmeras")}, ${size}`,
  findCamera: "Buscar câmera",
  noneFound: "Nenhuma câmera com esse nome perde gravações.",
  firstOf: (shown: number, count: number) =>
    `Os primeiros ${number(shown)} de ${days(count)}. Para ver outros, busque a câmera.`,
  expiringDay: (startMs: number, endMs: number, zone: string) =>
    `${dayWords(LANGUAGE, startMs, zone)}, das ${hourWords(LANGUAGE, startMs, zone)} às ${hourWords(LANGUAGE, endMs, zone)}`,
  watchDay: "Ver este dia",
  keepDay: "Preservar este dia",
  keepReason: "Dia preservado antes de expirar",
  keptUntil: (camera: string, ms: number, zone: string) =>
    `${camera}: dia preservado até ${dateWords(LANGUAGE, ms, zone)}.`,
  notKept: (why: string) => refused("O dia não foi preservado", why),
  heldUntil: (ms: number, zone: string) => `Preservado até ${dateWords(LANGUAGE, ms, zone)}`,
  release: "Liberar",
  released: (camera: string) => `${camera}: a preservação do dia foi liberada.`,
  notReleased: (why: string) => refused("A preservação não foi liberada", why),
};

function expiring(count: number): string {
  return counted(LANGUAGE, count, "dia de gravação expira", "dias de gravação expiram");
}
