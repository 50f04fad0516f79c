import { counted } from "../plural";

export const common = {
  language: "pt-BR" as string,
  close: "Fechar",
  cancel: "Cancelar",
  save: "Salvar",
  undo: "Desfazer",
  retry: "Tentar de novo",
  more: "Mostrar mais",
  loading: "Carregando…",
  cameras: "Câmeras",
  clips: "Clipes",
  alerts: "Alertas",
  administration: "Administração",
  notHere: "Aqui não há nada, ou nada que você possa ver.",
  toCameras: "Ir para as câmeras",
  offline: "O servidor não responde. Tentando de novo…",
  unexpected: "Algo deu errado nesta tela. Seus dados estão a salvo.",
  partFailed:
    "Esta parte não carregou. Confira a rede; se o sistema acabou de ser atualizado, recarregue.",
  reload: "Recarregar",
  days: (count: number) => counted("pt-BR", count, "dia", "dias"),
};
