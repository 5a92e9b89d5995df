// Made of mail.mjml by `npm run mail`.
import { type Html, html } from '../html.ts';

export const paragraphPart = ({ text }: { readonly text: string }): Html => html`
<tr>
<td align="left" class="broken" style="font-size:0px;padding:0 24px;word-break:break-word;">
<div style="font-family:Segoe UI, Helvetica, Arial, sans-serif;font-size:15px;line-height:22px;text-align:left;color:#172b4d;"><p style="margin: 0 0 4px;">${text}</p></div>
</td>
</tr>
`;

export const picturePart = ({ alt, source }: { readonly alt: string; readonly source: string }): Html => html`
<tr>
<td align="center" style="font-size:0px;padding:8px 24px;word-break:break-word;">
<table border="0" cellpadding="0" cellspacing="0" role="presentation" style="border-collapse:collapse;border-spacing:0px;">
<tbody>
<tr>
<td style="width:592px;">
<img alt="${alt}" src="${source}" style="border:0;display:block;outline:none;text-decoration:none;height:auto;width:100%;font-size:13px;" width="592" height="auto">
</td>
</tr>
</tbody>
</table>
</td>
</tr>
`;

export const titlePart = ({ text }: { readonly text: string }): Html => html`
<tr>
<td align="left" class="broken" style="font-size:0px;padding:0 24px;word-break:break-word;">
<div style="font-family:Segoe UI, Helvetica, Arial, sans-serif;font-size:15px;line-height:22px;text-align:left;color:#172b4d;"><h2 style="margin: 24px 0 4px; font-size: 16px; line-height: 22px; font-weight: 600;">${text}</h2></div>
</td>
</tr>
`;

export const countPart = ({ count, text }: { readonly count: string; readonly text: string }): Html => html`<tr><td class="count" style="width: 1%; padding: 2px 12px 2px 0; vertical-align: top; text-align: right; white-space: nowrap; font-weight: 600;" width="1%" valign="top" align="right">${count}</td><th class="what" scope="row" style="padding: 2px 0; vertical-align: top; text-align: left; font-weight: 400; word-break: break-word;" valign="top" align="left">${text}</th></tr>`;

export const countsPart = ({ countParts }: { readonly countParts: readonly Html[] }): Html => html`
<tr>
<td align="left" class="broken" style="font-size:0px;padding:0 24px;word-break:break-word;">
<table cellpadding="0" cellspacing="0" width="100%" border="0" style="color:#172b4d;font-family:Segoe UI, Helvetica, Arial, sans-serif;font-size:15px;line-height:22px;table-layout:auto;width:100%;border:none;">
<tbody>${countParts}</tbody>
</table>
</td>
</tr>
`;

export const linkPart = ({ url }: { readonly url: string }): Html => html`
<tr>
<td align="left" class="broken" style="font-size:0px;padding:0 24px;word-break:break-word;">
<div style="font-family:Segoe UI, Helvetica, Arial, sans-serif;font-size:15px;line-height:22px;text-align:left;color:#172b4d;"><p style="margin: 0 0 4px;"><a href="${url}">${url}</a></p></div>
</td>
</tr>
`;

export const choicePart = ({ after, label }: { readonly after: string; readonly label: string }): Html => html`<li><strong>${label}.</strong> ${after}</li>`;

export const choicesPart = ({ choiceParts }: { readonly choiceParts: readonly Html[] }): Html => html`
<tr>
<td align="left" class="broken" style="font-size:0px;padding:0 24px;word-break:break-word;">
<div style="font-family:Segoe UI, Helvetica, Arial, sans-serif;font-size:15px;line-height:22px;text-align:left;color:#172b4d;"><ol>${choiceParts}</ol></div>
</td>
</tr>
`;

export const framePart = ({ blocks, lang, preheader, subject }: { readonly blocks: readonly Html[]; readonly lang: string; readonly preheader: string; readonly subject: string }): Html => html`<!doctype html>
<html lang="${lang}" dir="ltr" xmlns="http://www.w3.org/1999/xhtml" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<head>
<title>${subject}</title>
<!--[if !mso]><!-->
<meta http-equiv="X-UA-Compatible" content="IE=edge">
<!--<![endif]-->
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style type="text/css">
#outlook a { padding:0; }
body { margin:0;padding:0;-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%; }
table, td { border-collapse:collapse;mso-table-lspace:0pt;mso-table-rspace:0pt; }
img { border:0;height:auto;line-height:100%; outline:none;text-decoration:none;-ms-interpolation-mode:bicubic; }
p { display:block;margin:13px 0; }
</style>
<!--[if mso]>
<noscript>
<xml>
<o:OfficeDocumentSettings>
<o:AllowPNG/>
<o:PixelsPerInch>96</o:PixelsPerInch>
</o:OfficeDocumentSettings>
</xml>
</noscript>
<![endif]-->
<!--[if lte mso 11]>
<style type="text/css">
.mj-outlook-group-fix { width:100% !important; }
</style>
<![endif]-->
<style type="text/css">
@media only screen and (min-width:480px) {
.mj-column-per-100 { width:100% !important; max-width: 100%; }
}
</style>
<style media="screen and (min-width:480px)">
.moz-text-html .mj-column-per-100 { width:100% !important; max-width: 100%; }
</style>
<style type="text/css">
@media only screen and (max-width:479px) {
table.mj-full-width-mobile { width: 100% !important; }
td.mj-full-width-mobile { width: auto !important; }
}
</style>
<style type="text/css">
:root { color-scheme: light dark; supported-color-schemes: light dark; }
.broken p, .broken th, .broken h1, .broken li, .broken a { overflow-wrap: anywhere; }
@media (prefers-color-scheme: dark) {
body, .desk > div { background-color: #101214 !important; }
.paper, .paper > table { background-color: #1d2125 !important; }
.paper div, .paper table, .paper th, .paper td, .paper p, .paper h1, .paper h2, .paper li { color: #dee4ea !important; }
.paper a { color: #85b8ff !important; }
}
</style>
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
</head>
<body class="desk" style="word-spacing:normal;background-color:#f1f2f4;">
<div style="display:none;font-size:1px;color:#ffffff;line-height:1px;max-height:0px;max-width:0px;opacity:0;overflow:hidden;">${preheader}</div>
<div aria-label="${subject}" aria-roledescription="email" role="article" lang="${lang}" dir="ltr" style="word-spacing:normal;background-color:#f1f2f4;">
<!--[if mso | IE]><table align="center" border="0" cellpadding="0" cellspacing="0" class="paper-outlook" role="presentation" style="width:640px;" width="640" bgcolor="#ffffff" ><tr><td style="line-height:0px;font-size:0px;mso-line-height-rule:exactly;"><![endif]-->
<div class="paper" style="background:#ffffff;background-color:#ffffff;margin:0px auto;max-width:640px;">
<table align="center" border="0" cellpadding="0" cellspacing="0" role="presentation" style="background:#ffffff;background-color:#ffffff;width:100%;">
<tbody>
<tr>
<td style="direction:ltr;font-size:0px;padding:0;text-align:center;">
<!--[if mso | IE]><table role="presentation" border="0" cellpadding="0" cellspacing="0"><tr><td class="" style="vertical-align:top;width:640px;" ><![endif]-->
<div class="mj-column-per-100 mj-outlook-group-fix" style="font-size:0px;text-align:left;direction:ltr;display:inline-block;vertical-align:top;width:100%;">
<table border="0" cellpadding="0" cellspacing="0" role="presentation" style="vertical-align:top;" width="100%">
<tbody>
<tr>
<td align="left" class="broken" style="font-size:0px;padding:0 24px;word-break:break-word;">
<div style="font-family:Segoe UI, Helvetica, Arial, sans-serif;font-size:15px;line-height:22px;text-align:left;color:#172b4d;"><h1 style="margin: 24px 0 8px; font-size: 20px; line-height: 28px; font-weight: 600;">${subject}</h1></div>
</td>
</tr>
${blocks}
<tr>
<td style="font-size:0px;word-break:break-word;">
<div style="height:24px;line-height:24px;">&#8202;</div>
</td>
</tr>
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><![endif]-->
</td>
</tr>
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><![endif]-->
</div>
</body>
</html>`;
